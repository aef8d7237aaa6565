using EdgeVL.Capture.Pictures;
using EdgeVL.Capture.Runtime;

namespace EdgeVL.Capture;

/// <summary>Draws boxes and their labels on a copy of a frame.</summary>
public static class FrameDrawing
{
    /// <summary>A copy of <paramref name="frame"/> with the boxes drawn; every label lies inside the picture on a filled background.</summary>
    /// <returns>A frame without a pool; the caller disposes it.</returns>
    public static Frame Draw(Frame frame, IEnumerable<BoxLabel> boxes)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(boxes);
        OpenCvLibrary.Require();
        Frame copy = frame.Copy();
        var painter = new BoxPainter(copy.View);
        BoxLabel[] all = [.. boxes];
        foreach (BoxLabel box in all)
        {
            painter.DrawBox(box);
        }

        // Labels last: no line crosses a text.
        foreach (BoxLabel box in all.Where(static box => box.Label.Length > 0))
        {
            painter.DrawLabel(box);
        }

        return copy;
    }
}
