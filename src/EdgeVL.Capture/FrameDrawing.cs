using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Results;
using OpenCvSharp;

namespace EdgeVL.Capture;

/// <summary>Draws boxes and their labels on a copy of a frame.</summary>
public static class FrameDrawing
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;
    private const double ReferenceHeight = 480;
    private const double ReferenceScale = 0.5;
    private const int Margin = 3;
    private const int LongestLabel = 120;

    /// <summary>A copy of <paramref name="frame"/> with the boxes drawn; every label lies inside the picture on a filled background.</summary>
    /// <returns>A frame without a pool; the caller disposes it.</returns>
    public static Frame Draw(Frame frame, IEnumerable<BoxLabel> boxes)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(boxes);
        OpenCvLibrary.Require();
        Frame copy = frame.Copy();
        Mat canvas = copy.View;
        BoxLabel[] all = [.. boxes];
        foreach (BoxLabel box in all)
        {
            DrawBox(canvas, box);
        }

        // Labels last: no line crosses a text.
        foreach (BoxLabel box in all.Where(static box => box.Label.Length > 0))
        {
            DrawLabel(canvas, box);
        }

        return copy;
    }

    private static void DrawBox(Mat canvas, BoxLabel box)
    {
        (Point from, Point to) = Clamped(box.Box, canvas);
        Cv2.Rectangle(canvas, from, to, Colour(box.Colour), Thickness(canvas) + 1);
    }

    private static void DrawLabel(Mat canvas, BoxLabel box)
    {
        string text = Ascii(box.Label);
        double scale = FittingScale(canvas, text);
        Size size = Cv2.GetTextSize(text, Font, scale, Thickness(canvas), out int below);
        var area = new Rect(0, 0, size.Width + (2 * Margin), size.Height + below + (2 * Margin));
        (area.X, area.Y) = Place(Clamped(box.Box, canvas), area, canvas);
        Cv2.Rectangle(canvas, area, Colour(box.Colour), thickness: -1);
        var baseline = new Point(area.X + Margin, area.Y + Margin + size.Height);
        Cv2.PutText(canvas, text, baseline, Font, scale, TextColour(box.Colour), Thickness(canvas), LineTypes.AntiAlias);
    }

    /// <summary>Above the box; below it where there is no room; inside the picture in any case.</summary>
    private static (int X, int Y) Place((Point From, Point To) box, Rect area, Mat canvas)
    {
        int above = box.From.Y - area.Height;
        int y = above >= 0 ? above : box.To.Y + 1;
        return (int.Clamp(box.From.X, 0, int.Max(0, canvas.Width - area.Width)), int.Clamp(y, 0, int.Max(0, canvas.Height - area.Height)));
    }

    /// <summary>Grows with the picture, and shrinks until the text fits its width.</summary>
    private static double FittingScale(Mat canvas, string text)
    {
        double scale = ReferenceScale * double.Max(1, canvas.Height / ReferenceHeight);
        int width = Cv2.GetTextSize(text, Font, scale, Thickness(canvas), out _).Width + (2 * Margin);
        return width <= canvas.Width ? scale : scale * canvas.Width / width;
    }

    private static int Thickness(Mat canvas) => int.Max(1, (int)(canvas.Height / ReferenceHeight));

    private static (Point From, Point To) Clamped(PixelBox box, Mat canvas) =>
        (
            new Point(int.Clamp(box.X1, 0, canvas.Width - 1), int.Clamp(box.Y1, 0, canvas.Height - 1)),
            new Point(int.Clamp(box.X2, 0, canvas.Width - 1), int.Clamp(box.Y2, 0, canvas.Height - 1))
        );

    /// <summary>OpenCV's font has ASCII only and draws one ? for each byte of anything else.</summary>
    private static string Ascii(string label)
    {
        string shortened = label.Length <= LongestLabel ? label : string.Concat(label.AsSpan(0, LongestLabel - 3), "...");
        return string.Concat(shortened.EnumerateRunes().Select(static rune => rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?'));
    }

    private static Scalar Colour(BoxColour colour) =>
        colour switch
        {
            BoxColour.Green => new Scalar(60, 180, 40),
            BoxColour.Amber => new Scalar(0, 190, 255),
            BoxColour.Red => new Scalar(40, 40, 220),
            _ => new Scalar(220, 110, 30),
        };

    private static Scalar TextColour(BoxColour colour) => colour == BoxColour.Amber ? Scalar.Black : Scalar.White;
}
