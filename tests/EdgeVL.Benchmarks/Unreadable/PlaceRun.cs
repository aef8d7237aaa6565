namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>Places of one row relative to a pixel: the shape of a blur is a list of them.</summary>
/// <param name="Down">The row, below the pixel.</param>
/// <param name="First">The first place, right of the pixel.</param>
/// <param name="Last">The last place.</param>
internal readonly record struct PlaceRun(int Down, int First, int Last)
{
    /// <summary>A disc: defocus.</summary>
    /// <param name="radius">Pixels.</param>
    public static PlaceRun[] Disc(double radius)
    {
        int reach = (int)radius;
        return
        [
            .. Enumerable
                .Range(-reach, (2 * reach) + 1)
                .Select(down => (Down: down, Half: (int)Math.Sqrt((radius * radius) - (down * down))))
                .Select(static row => new PlaceRun(row.Down, -row.Half, row.Half)),
        ];
    }

    /// <summary>A line: motion.</summary>
    /// <param name="length">Pixels.</param>
    /// <param name="degrees">0 level, 90 upright, 45 falling to the right.</param>
    public static PlaceRun[] Line(int length, int degrees) =>
        degrees switch
        {
            0 => [new PlaceRun(0, -(length / 2), length - (length / 2) - 1)],
            90 => [.. Enumerable.Range(-(length / 2), length).Select(static down => new PlaceRun(down, 0, 0))],
            // A step to the right and down is √2 long.
            _ => [.. Steps((int)Math.Round(length / Math.Sqrt(2))).Select(static step => new PlaceRun(step, step, step))],
        };

    private static IEnumerable<int> Steps(int count) => Enumerable.Range(-(count / 2), count);
}
