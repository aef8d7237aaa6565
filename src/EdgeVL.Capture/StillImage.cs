using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Pictures;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture;

/// <summary>Single pictures from files or from a network's bytes.</summary>
/// <remarks>JPEG, PNG, WebP, BMP, TIFF and GIF, told apart by their content; of an animation the first picture. The result is upright (EXIF),
/// transparency lies over white, grey stands in all three colours, 16 bits are scaled to 8. Limits: <see cref="PictureLimits"/>.</remarks>
public static class StillImage
{
    /// <summary>Reads a picture file.</summary>
    /// <param name="path">The file; it becomes the frame's <see cref="Frame.Source"/>.</param>
    /// <param name="time">Clock of the frame's capture time; default: the system's.</param>
    /// <returns>A frame without a pool; the caller disposes it.</returns>
    /// <exception cref="FaultException"><see cref="FaultCode.PictureUnreadable"/>: missing, empty, truncated, damaged, too large or no
    /// picture; the message names the file.</exception>
    public static Frame Load(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(PictureFile.Read(path), path, time);
    }

    /// <summary>Decodes a picture's bytes.</summary>
    /// <param name="file">A whole file.</param>
    /// <param name="name">What a fault and <see cref="Frame.Source"/> call it.</param>
    /// <param name="time">Clock of the frame's capture time; default: the system's.</param>
    /// <returns>A frame without a pool; the caller disposes it.</returns>
    /// <exception cref="FaultException"><see cref="FaultCode.PictureUnreadable"/>: empty, truncated, damaged, too large or no picture.</exception>
    public static Frame Decode(ReadOnlySpan<byte> file, string name, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        time ??= TimeProvider.System;
        PixelBuffer buffer = PictureDecoder.Decode(file, name, static (width, height) => new PixelBuffer(pool: null, width, height));
        buffer.Info = new FrameInfo
        {
            CapturedAt = time.GetUtcNow(),
            MonotonicNs = MonotonicTime.Now(time),
            Source = name,
        };
        return new Frame(buffer);
    }
}
