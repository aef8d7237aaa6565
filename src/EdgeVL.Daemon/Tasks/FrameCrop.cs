using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>The part of a captured frame that the model sees, and the way from its boxes back to the frame.</summary>
/// <param name="FrameWidth">Width of the captured frame, pixels.</param>
/// <param name="FrameHeight">Height of the captured frame, pixels.</param>
/// <param name="Box">The part, inside the frame and at least one pixel a side.</param>
public readonly record struct FrameCrop(int FrameWidth, int FrameHeight, PixelBox Box)
{
    /// <summary>The model writes 0 to this, from edge to edge of what it sees.</summary>
    public const double RelativeUnits = 1000;

    /// <summary>Degrees clockwise by which the part was turned before the model saw it: 0, 90, 180 or 270. Default 0.</summary>
    public int Turn { get; init; }

    /// <summary>The whole frame.</summary>
    public static FrameCrop Whole(int width, int height) => new(width, height, new PixelBox(0, 0, width, height));

    /// <summary>A region of a frame, rounded to whole pixels.</summary>
    public static FrameCrop Of(RelativeRegion region, int width, int height)
    {
        (int x1, int x2) = Edges(region.X1 * width, region.X2 * width, 0, width);
        (int y1, int y2) = Edges(region.Y1 * height, region.Y2 * height, 0, height);
        return new FrameCrop(width, height, new PixelBox(x1, y1, x2, y2));
    }

    /// <summary>A box of an answer in pixels of the captured frame.</summary>
    /// <remarks>Values are clamped to 0…1000, swapped where they are reversed, and rounded to the nearest pixel, halves away from
    /// zero; what is narrower than a pixel becomes one pixel wide.</remarks>
    /// <returns>The box; null where it has no width or no height.</returns>
    public PixelBox? ToPixels(RelativeBox box)
    {
        box = TurnedBack(box);
        (double left, double right) = Ordered(box.X1, box.X2);
        (double top, double bottom) = Ordered(box.Y1, box.Y2);
        if (left >= right || top >= bottom)
        {
            return null;
        }

        (int x1, int x2) = Edges(Across(left, Box.X1, Box.Width), Across(right, Box.X1, Box.Width), Box.X1, Box.X2);
        (int y1, int y2) = Edges(Across(top, Box.Y1, Box.Height), Across(bottom, Box.Y1, Box.Height), Box.Y1, Box.Y2);
        return new PixelBox(x1, y1, x2, y2);
    }

    private RelativeBox TurnedBack(RelativeBox box) =>
        Turn switch
        {
            90 => new RelativeBox(box.Y1, RelativeUnits - box.X1, box.Y2, RelativeUnits - box.X2),
            180 => new RelativeBox(RelativeUnits - box.X1, RelativeUnits - box.Y1, RelativeUnits - box.X2, RelativeUnits - box.Y2),
            270 => new RelativeBox(RelativeUnits - box.Y1, box.X1, RelativeUnits - box.Y2, box.X2),
            _ => box,
        };

    private static double Across(double relative, int start, int length) => start + (relative / RelativeUnits * length);

    private static (double Low, double High) Ordered(double first, double second)
    {
        double a = Math.Clamp(first, 0, RelativeUnits),
            b = Math.Clamp(second, 0, RelativeUnits);
        return (Math.Min(a, b), Math.Max(a, b));
    }

    private static (int Low, int High) Edges(double low, double high, int least, int most)
    {
        int first = (int)Math.Round(low, MidpointRounding.AwayFromZero),
            last = (int)Math.Round(high, MidpointRounding.AwayFromZero);
        if (first == last)
        {
            first = Math.Min(first, most - 1);
            last = first + 1;
        }

        return (Math.Max(first, least), Math.Min(last, most));
    }
}

/// <summary>A part of a frame, each edge as a share of its width or height, 0 to 1.</summary>
public readonly record struct RelativeRegion(double X1, double Y1, double X2, double Y2);

/// <summary>A box as the model writes it, 0 to 1000 across what it sees.</summary>
public readonly record struct RelativeBox(double X1, double Y1, double X2, double Y2);
