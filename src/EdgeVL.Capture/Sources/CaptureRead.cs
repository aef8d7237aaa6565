using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Pictures;
using OpenCvSharp;

namespace EdgeVL.Capture.Sources;

/// <summary>Reads OpenCV's next frame straight into a pooled buffer.</summary>
internal static class CaptureRead
{
    /// <summary>The next frame; null where OpenCV gives none.</summary>
    /// <param name="capture">An open capture.</param>
    /// <param name="pool">Where the buffer comes from.</param>
    /// <param name="size">The expected size; corrected where the frame has another.</param>
    public static PixelBuffer? Next(VideoCapture capture, FramePool pool, ref FrameSize size)
    {
        PixelBuffer buffer = pool.Rent(size.Width, size.Height);
        bool whole = false;
        try
        {
            whole = capture.Read(buffer.View) && Adopt(buffer, ref size);
            return whole ? buffer : null;
        }
        catch (Exception exception) when (exception is OpenCVException or OpenCvSharpException)
        {
            return null; // as a frame that did not come; the caller counts these
        }
        finally
        {
            if (!whole)
            {
                buffer.DropView(); // a failed read has emptied it
                buffer.Release();
            }
        }
    }

    /// <summary>Copies a frame that did not fit into the buffer, which OpenCV then put elsewhere.</summary>
    private static bool Adopt(PixelBuffer buffer, ref FrameSize size)
    {
        if (buffer.ViewHolds)
        {
            return true;
        }

        using Mat moved = buffer.View.Clone();
        if (moved.Empty())
        {
            return false;
        }

        size = new FrameSize(moved.Width, moved.Height);
        buffer.DropView();
        buffer.Reuse(size.Width, size.Height);
        return PictureColours.TryWrite(moved, premultiplied: false, buffer.Span);
    }
}
