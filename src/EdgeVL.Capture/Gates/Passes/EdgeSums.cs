namespace EdgeVL.Capture.Gates.Passes;

/// <summary>Sums over the edge pixels of each tile of 64 × 64 pixels: squared differences in four directions at full and at half
/// resolution, and how many edge pixels there are.</summary>
/// <remarks>Differences are in 16ths of DN. Directions: 0°, 45°, 90°, 135°.</remarks>
internal sealed class EdgeSums
{
    /// <summary>Side of a tile in half-plane pixels.</summary>
    public const int HalfTile = 32;

    public const int Directions = 4;

    /// <summary>Half-plane pixels at the left and right edge that are no edge pixels: what lies beyond would be in their sums. Above and
    /// below, where the picture's edge rows repeat, it is one.</summary>
    public const int Border = 2;

    private const int PerTile = (2 * Directions) + 1,
        CountAt = 2 * Directions;

    private long[] sums = [];

    public int Across { get; private set; }

    public int Down { get; private set; }

    /// <summary>Pixels of the half plane of which an edge mask was made.</summary>
    public int HalfPixels { get; private set; }

    /// <summary>Takes a half plane's size and starts from zero.</summary>
    public void Start(int halfWidth, int halfHeight)
    {
        Across = (halfWidth + HalfTile - 1) / HalfTile;
        Down = (halfHeight + HalfTile - 1) / HalfTile;
        HalfPixels = Math.Max(0, halfWidth - (2 * Border)) * Math.Max(0, halfHeight - 2);
        int needed = Across * Down * PerTile;
        if (sums.Length < needed)
        {
            sums = new long[needed];
        }

        sums.AsSpan(0, needed).Clear();
    }

    public void AddHalf(int tile, int direction, long squares) => sums[(tile * PerTile) + direction] += squares;

    public void AddFull(int tile, int direction, long squares) => sums[(tile * PerTile) + Directions + direction] += squares;

    public void AddCount(int tile, long pixels) => sums[(tile * PerTile) + CountAt] += pixels;

    /// <summary>Edge pixels of a tile, in pixels of the half plane.</summary>
    public long CountOf(int tile) => sums[(tile * PerTile) + CountAt];

    /// <summary>Edge pixels of all tiles.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (int tile = 0; tile < Across * Down; tile++)
            {
                count += CountOf(tile);
            }

            return count;
        }
    }

    /// <summary>Sharpness of the whole by direction; null with too few edges.</summary>
    public DirectionalSharpness? Sharpness(double noise)
    {
        Span<long> whole = stackalloc long[PerTile];
        whole.Clear();
        for (int i = 0; i < Across * Down * PerTile; i++)
        {
            whole[i % PerTile] += sums[i];
        }

        if (whole[CountAt] < DirectionalSharpness.FewestEdges)
        {
            return null;
        }

        Span<double> full = stackalloc double[Directions],
            half = stackalloc double[Directions];
        Energies(whole, noise, full, half);
        double strongest = Math.Max(Math.Max(half[0], half[1]), Math.Max(half[2], half[3]));
        return strongest <= 0
            ? null
            : new DirectionalSharpness(
                Ratio(full[0], half[0], strongest),
                Ratio(full[1], half[1], strongest),
                Ratio(full[2], half[2], strongest),
                Ratio(full[3], half[3], strongest)
            );
    }

    /// <summary>Sharpness of a tile, all directions together, since a tile seldom has edges in each; null with too few.</summary>
    public double? Sharpness(int tile, double noise)
    {
        const int fewest = 64; // of 1,024
        if (CountOf(tile) < fewest)
        {
            return null;
        }

        Span<double> full = stackalloc double[Directions],
            half = stackalloc double[Directions];
        Energies(sums.AsSpan(tile * PerTile, PerTile), noise, full, half);
        double halves = half[0] + half[1] + half[2] + half[3];
        return halves <= 0 ? null : Math.Max(0, 4 * (full[0] + full[1] + full[2] + full[3]) / halves);
    }

    /// <summary>Mean squared differences of an edge pixel without the noise, DN².</summary>
    private static void Energies(ReadOnlySpan<long> sums, double noise, Span<double> full, Span<double> half)
    {
        double count = sums[CountAt] * Scale;
        for (int direction = 0; direction < Directions; direction++)
        {
            double grain = DirectionalSharpness.NoiseGain(direction) * noise * noise;
            full[direction] = (sums[Directions + direction] / (4 * count)) - grain;
            half[direction] = (sums[direction] / count) - (grain / 4);
        }
    }

    /// <summary>R of a direction; NaN where the picture has hardly an edge in it.</summary>
    private static double Ratio(double full, double half, double strongest)
    {
        const double least = 0.02;
        return half < least * strongest ? double.NaN : Math.Max(0, 4 * full / half);
    }

    // Differences are in 16ths of DN.
    private const double Scale = 16 * 16;
}
