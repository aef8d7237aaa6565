using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Faults;
using OpenCvSharp;

namespace EdgeVL.Capture.Sources;

/// <summary>An open video file, decoded in order on one thread.</summary>
internal sealed class VideoDecoder : IDisposable
{
    private const int DecodeThreads = 70; // CAP_PROP_N_THREADS, which the wrapper does not name
    private const double WholeEnough = 0.95; // some containers' frame count is an estimate

    private readonly string path;
    private readonly VideoCapture capture;
    private FrameSize size;

    private VideoDecoder(string path, VideoCapture capture)
    {
        this.path = path;
        this.capture = capture;
        size = new FrameSize((int)capture.Get(VideoCaptureProperties.FrameWidth), (int)capture.Get(VideoCaptureProperties.FrameHeight));
    }

    /// <summary>Size of a frame, upright.</summary>
    public FrameSize Size => size;

    /// <summary>Number of the frame that comes next, from 0.</summary>
    public long Position { get; private set; }

    /// <summary>Frames that the file claims to hold; 0 where it does not say.</summary>
    public long ClaimedFrames => long.Max(0, (long)capture.Get(VideoCaptureProperties.FrameCount));

    /// <summary>Frames a second; 0 where the file does not say.</summary>
    public double Rate => capture.Get(VideoCaptureProperties.Fps) is var rate && double.IsFinite(rate) && rate > 0 ? rate : 0;

    /// <summary>Opens a plain file. OpenCV opens files one after the other, so a pipe would hold every camera.</summary>
    /// <exception cref="FaultException">It is missing, empty, no plain file or no video.</exception>
    public static VideoDecoder Open(string path)
    {
        OpenCvLibrary.Require();
        string full = Path.GetFullPath(path);
        ThrowIfNoFile(path, full);
        var opened = new VideoCapture(full, VideoCaptureAPIs.FFMPEG, [DecodeThreads, 1]);
        VideoDecoder? decoder = opened.IsOpened() ? new VideoDecoder(path, opened) : null;
        if (decoder is { size: { Width: > 0, Height: > 0 } } && (long)decoder.size.Width * decoder.size.Height <= PictureLimits.Pixels)
        {
            return decoder;
        }

        opened.Dispose();
        throw Unreadable(
            path,
            "it is damaged, cut off, or of no known format",
            "Give an MP4, MKV, AVI, MOV or WebM file with H.264, H.265, VP9 or MJPEG video."
        );
    }

    /// <summary>The next frame; null where there is none any more.</summary>
    public PixelBuffer? Next(FramePool pool)
    {
        PixelBuffer? frame = CaptureRead.Next(capture, pool, ref size);
        if (frame is not null)
        {
            frame.Info = new FrameInfo
            {
                Source = path,
                MediaFrame = Position,
                MediaTime = MediaTime(),
            };
            Position++;
        }

        return frame;
    }

    /// <summary>Goes past a frame without converting it; false where there is none any more.</summary>
    public bool Skip()
    {
        bool gone = capture.Grab();
        Position += gone ? 1 : 0;
        return gone;
    }

    /// <summary>A damaged file ends early and says nothing.</summary>
    /// <exception cref="FaultException">Far fewer frames came than the file claims, or none.</exception>
    public void ThrowIfEndedEarly()
    {
        if (Position == 0)
        {
            throw Unreadable(path, $"no frame of it can be decoded (codec {Codec()})", "Convert it to H.264.");
        }

        if (Position < (ClaimedFrames - 1) * WholeEnough)
        {
            throw Unreadable(
                path,
                $"it ended after {Position} of {ClaimedFrames} frames: it is damaged",
                "Replace the file by a whole one.",
                FaultCode.CaptureLost
            );
        }
    }

    public void Dispose() => capture.Dispose();

    private TimeSpan MediaTime()
    {
        double milliseconds = capture.Get(VideoCaptureProperties.PosMsec);
        return double.IsFinite(milliseconds) && milliseconds >= 0
            ? TimeSpan.FromMicroseconds(double.Round(milliseconds * 1000))
            : TimeSpan.Zero;
    }

    private string Codec()
    {
        int code = (int)capture.Get(VideoCaptureProperties.FourCC);
        return string.Concat(Enumerable.Range(0, 4).Select(i => (char)((code >> (8 * i)) & 0x7F)).Where(static c => !char.IsControl(c)));
    }

    private static void ThrowIfNoFile(string path, string full)
    {
        if (Directory.Exists(full))
        {
            throw Unreadable(path, "it is a folder", "Name a file, or use the folder as folder:PATH.");
        }

        if (!File.Exists(full))
        {
            throw Unreadable(path, "there is no such file", "Check the path.");
        }

        if (!LibC.IsRegularFile(full))
        {
            throw Unreadable(
                path,
                "it is no plain file, but a pipe, a socket, a device or a broken link",
                "Name a plain file; a stream is read by gst:PIPELINE."
            );
        }

        if (new FileInfo(full).Length == 0)
        {
            throw Unreadable(path, "it is empty", "Replace the file by a whole one.");
        }
    }

    private static FaultException Unreadable(string path, string why, string remedy, FaultCode code = FaultCode.CaptureOpenFailed) =>
        new(code, $"The video '{path}' cannot be read: {why}.", remedy);
}
