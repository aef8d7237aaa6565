using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Runtime;
using OpenCvSharp;

namespace EdgeVL.Capture;

/// <summary>Makes picture files of BGR pixels.</summary>
public static class ImageEncoder
{
    /// <summary>A PNG file: exact.</summary>
    /// <param name="bgr">[height, width, 3], tight rows.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="ArgumentException">The pixels are not as many as the size says.</exception>
    public static byte[] Png(ReadOnlySpan<byte> bgr, int width, int height) => Encode(".png", bgr, width, height, []);

    /// <summary>A JPEG file.</summary>
    /// <param name="bgr">[height, width, 3], tight rows.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentException">The pixels are not as many as the size says.</exception>
    public static byte[] Jpeg(ReadOnlySpan<byte> bgr, int width, int height, int quality = 90)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(".jpg", bgr, width, height, [(int)ImwriteFlags.JpegQuality, quality]);
    }

    private static unsafe byte[] Encode(string ending, ReadOnlySpan<byte> bgr, int width, int height, int[] parameters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (bgr.Length != (long)width * height * PixelBuffer.Channels)
        {
            throw new ArgumentException($"{bgr.Length} bytes are no {width} x {height} BGR picture.", nameof(bgr));
        }

        OpenCvLibrary.Require();
        fixed (byte* pixels = bgr)
        {
            using Mat view = Mat.FromPixelData(height, width, MatType.CV_8UC3, (nint)pixels);
            Cv2.ImEncode(ending, view, out byte[] file, parameters);
            return file;
        }
    }
}
