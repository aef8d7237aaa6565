using EdgeVL.Contracts.Results;
using OpenCvSharp;

namespace EdgeVL.Capture.Pictures;

/// <summary>Draws boxes and labels on one picture, and remembers where labels lie.</summary>
internal sealed class BoxPainter
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;
    private const double ReferenceHeight = 480;
    private const double ReferenceScale = 0.5;
    private const int Margin = 3;
    private const int LongestLabel = 120;

    private readonly Mat canvas;
    private readonly int width;
    private readonly int height;
    private readonly int thickness;
    private readonly double scale;
    private readonly List<Rect> placed = [];

    /// <summary>Lines and letters grow with the picture.</summary>
    public BoxPainter(Mat canvas)
    {
        this.canvas = canvas;
        width = canvas.Width;
        height = canvas.Height;
        double growth = double.Max(1, height / ReferenceHeight);
        thickness = (int)growth;
        scale = ReferenceScale * growth;
    }

    /// <summary>Draws the edges, as far as they lie in the picture.</summary>
    public void DrawBox(BoxLabel box)
    {
        (Point from, Point to) = Clamped(box.Box);
        Cv2.Rectangle(canvas, from, to, Colour(box.Colour), thickness + 1);
    }

    /// <summary>Draws the text on a filled background, off other labels where there is room.</summary>
    public void DrawLabel(BoxLabel box)
    {
        string text = Fitting(Ascii(box.Label));
        Size size = Cv2.GetTextSize(text, Font, scale, thickness, out int below);
        Rect area = Place(Clamped(box.Box), new Size(size.Width + (2 * Margin), size.Height + below + (2 * Margin)));
        placed.Add(area);
        Cv2.Rectangle(canvas, area, Colour(box.Colour), thickness: -1);
        var baseline = new Point(area.X + Margin, area.Y + Margin + size.Height);
        Cv2.PutText(canvas, text, baseline, Font, scale, TextColour(box.Colour), thickness, LineTypes.AntiAlias);
    }

    /// <summary>Above the box, below it, inside or beside it: the first place in the picture that is free, else one pushed into it.</summary>
    private Rect Place((Point From, Point To) box, Size extent)
    {
        (int left, int right) = (box.From.X, box.To.X - extent.Width);
        (int above, int below) = (box.From.Y - extent.Height, box.To.Y + 1);
        (int top, int bottom) = (box.From.Y + 1, box.To.Y - extent.Height);
        (int X, int Y)[] corners =
        [
            (left, above),
            (right, above),
            (left, below),
            (right, below),
            (left, top),
            (left, bottom),
            (box.To.X + 1, top),
            (box.From.X - extent.Width, top),
        ];
        Rect[] free = [.. corners.Select(corner => Inside(corner, extent)).Where(place => !placed.Exists(place.IntersectsWith))];
        return free.Where(place => corners.Contains((place.X, place.Y))).Concat(free).Append(Inside(corners[0], extent)).First();
    }

    private Rect Inside((int X, int Y) corner, Size extent) =>
        new(
            int.Clamp(corner.X, 0, int.Max(0, width - extent.Width)),
            int.Clamp(corner.Y, 0, int.Max(0, height - extent.Height)),
            extent.Width,
            extent.Height
        );

    /// <summary>Cuts the end of a text that is wider than the picture.</summary>
    private string Fitting(string text)
    {
        string cut = text;
        for (int length = text.Length - 1; length > 0 && TextWidth(cut) > width; length--)
        {
            cut = string.Concat(text.AsSpan(0, length), "..");
        }

        return cut;
    }

    private int TextWidth(string text) => Cv2.GetTextSize(text, Font, scale, thickness, out _).Width + (2 * Margin);

    private (Point From, Point To) Clamped(PixelBox box) =>
        (
            new Point(int.Clamp(box.X1, 0, width - 1), int.Clamp(box.Y1, 0, height - 1)),
            new Point(int.Clamp(box.X2, 0, width - 1), int.Clamp(box.Y2, 0, height - 1))
        );

    /// <summary>OpenCV's font has ASCII only and draws one ? for each byte of anything else.</summary>
    private static string Ascii(string label) =>
        string.Concat(
            label.EnumerateRunes().Take(LongestLabel).Select(static rune => rune.Value is >= ' ' and <= '~' ? (char)rune.Value : '?')
        );

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
