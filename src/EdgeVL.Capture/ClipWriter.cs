using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Faults;
using OpenCvSharp;

namespace EdgeVL.Capture;

/// <summary>Writes frames to a video file: motion JPEG in AVI, which every build of OpenCV can write and read.</summary>
public sealed class ClipWriter : IDisposable
{
    private readonly VideoWriter writer;
    private readonly int width;
    private readonly int height;

    private ClipWriter(VideoWriter writer, int width, int height) => (this.writer, this.width, this.height) = (writer, width, height);

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file, ending in <c>.avi</c>.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="rate">Frames a second.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.CaptureOpenFailed"/>: it cannot be written.</exception>
    public static ClipWriter Create(string path, int width, int height, double rate)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OpenCvLibrary.Require();
        var writer = new VideoWriter(path, FourCC.MJPG, rate, new Size(width, height));
        if (writer.IsOpened())
        {
            return new ClipWriter(writer, width, height);
        }

        writer.Dispose();
        throw new FaultException(
            FaultCode.CaptureOpenFailed,
            $"The video '{path}' cannot be written.",
            "Check that its folder exists and may be written, and that the name ends in .avi."
        );
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="bgr">[height, width, 3], tight rows.</param>
    /// <exception cref="ArgumentException">The pixels are not as many as the size says.</exception>
    public unsafe void Write(ReadOnlySpan<byte> bgr)
    {
        if (bgr.Length != (long)width * height * PixelBuffer.Channels)
        {
            throw new ArgumentException($"{bgr.Length} bytes are no {width} x {height} BGR picture.", nameof(bgr));
        }

        fixed (byte* pixels = bgr)
        {
            using Mat view = Mat.FromPixelData(height, width, MatType.CV_8UC3, (nint)pixels);
            writer.Write(view);
        }
    }

    /// <summary>Ends the file.</summary>
    public void Dispose() => writer.Dispose();
}
