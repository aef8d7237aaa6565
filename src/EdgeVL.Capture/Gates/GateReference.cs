namespace EdgeVL.Capture.Gates;

/// <summary>A golden picture that is known to be readable, as the meter saw it.</summary>
/// <param name="Readings">Its readings.</param>
/// <param name="Tiles">A copy of the meter's tiles.</param>
public sealed record GoldenReading(GateReadings Readings, IReadOnlyList<TileReading> Tiles);

/// <summary>Limits from a recipe's golden pictures.</summary>
/// <remarks>A limit is the stricter of the general one relative to the golden pictures and, from two pictures on, of the value that 95 % of
/// such pictures keep with 95 % confidence; it is never below the given floor, and never refuses one of the golden pictures itself.</remarks>
public static class GateReference
{
    private const double ContrastShare = 0.5,
        ClippedMore = 0.15,
        ClippedContrastShare = 0.6,
        NoiseTimes = 4,
        QuietestNoise = 0.5,
        FewestEdgesShare = 0.3,
        MostEdgesTimes = 3,
        LeastLikeness = 0.35,
        TrustedNoise = 0.3;

    /// <summary>Makes limits.</summary>
    /// <param name="goldens">Pictures that are to be accepted, at least one, all measured at one step.</param>
    /// <param name="floor">What holds whatever the golden pictures say: <see cref="GateLimits.Default"/>, or the recipe's own.</param>
    /// <param name="readableShare">Share of the golden pictures' detail at which blurred copies of them were still read right; null where
    /// that was not tried.</param>
    /// <exception cref="ArgumentException">There is no golden picture, or their steps differ.</exception>
    public static GateLimits Limits(IReadOnlyList<GoldenReading> goldens, GateLimits floor, double? readableShare = null)
    {
        ArgumentNullException.ThrowIfNull(goldens);
        ArgumentNullException.ThrowIfNull(floor);
        GateReadings[] readings = [.. goldens.Select(static golden => golden.Readings)];
        if (readings.Length == 0 || readings.Any(one => one.Step != readings[0].Step))
        {
            throw new ArgumentException("Golden pictures are needed, measured at one step.", nameof(goldens));
        }

        double noise = readings.Max(static one => one.Noise);
        SharpnessLimits? sharpness = Sharpness(goldens, readableShare);
        return floor with
        {
            Exposure = Exposure(readings, floor.Exposure),
            Repeats = noise < TrustedNoise ? floor.Repeats : floor.Repeats with { Noise = noise, MinLikeness = LeastLikeness },
            MaxNoise = NoiseTimes * Math.Max(noise, QuietestNoise),
            Edges = new EdgeLimits(
                FewestEdgesShare * readings.Min(static one => one.EdgeShare),
                Math.Min(1, MostEdgesTimes * readings.Max(static one => one.EdgeShare))
            ),
            Sharpness = sharpness,
            Detail = sharpness is null ? floor.Detail : null,
        };
    }

    private static ExposureLimits Exposure(GateReadings[] goldens, ExposureLimits floor)
    {
        double[] contrasts = [.. goldens.Select(static one => one.Contrast)];
        double least = contrasts.Min(),
            usual = Math.Max(ContrastShare * least, LowerBound(contrasts));
        return floor with
        {
            MinContrast = Math.Max(floor.MinContrast, Math.Min(usual, least)),
            MaxClipped = goldens.Max(static one => one.ClippedHigh) + ClippedMore,
            ClippedContrast = ClippedContrastShare * least,
        };
    }

    private static SharpnessLimits? Sharpness(IReadOnlyList<GoldenReading> goldens, double? readableShare)
    {
        DirectionalSharpness[] known = [.. goldens.Select(static golden => golden.Readings.Sharpness).OfType<DirectionalSharpness>()];
        if (known.Length < goldens.Count)
        {
            return null;
        }

        DirectionalSharpness golden = Mean(known);
        double worst = known.Min(one => one.RelativeTo(golden).Least);
        var limits = new SharpnessLimits(golden, goldens[0].Readings.Step);
        double usual = Math.Max(limits.MinShare, Math.Max(readableShare ?? 0, LowestShare(known, golden)));
        return limits with { MinShare = Math.Min(usual, worst), Tiles = Tiles(goldens) };
    }

    /// <summary>What 95 % keep, in the direction that scatters most.</summary>
    private static double LowestShare(DirectionalSharpness[] known, DirectionalSharpness golden)
    {
        DirectionalSharpness[] shares = [.. known.Select(one => one.RelativeTo(golden))];
        return double.MinNumber(
            double.MinNumber(LowerBound([.. shares.Select(static one => one.R0)]), LowerBound([.. shares.Select(static one => one.R45)])),
            double.MinNumber(LowerBound([.. shares.Select(static one => one.R90)]), LowerBound([.. shares.Select(static one => one.R135)]))
        );
    }

    /// <summary>Golden tiles: those that have edges in every golden picture.</summary>
    private static TileReading[] Tiles(IReadOnlyList<GoldenReading> goldens)
    {
        int count = goldens[0].Tiles.Count;
        if (goldens.Any(golden => golden.Tiles.Count != count))
        {
            return [];
        }

        var tiles = new TileReading[count];
        for (int tile = 0; tile < count; tile++)
        {
            TileReading[] same = [.. goldens.Select(golden => golden.Tiles[tile])];
            double[] known = [.. same.Select(static one => one.Sharpness).OfType<double>()];
            tiles[tile] = new TileReading(
                same.Average(static one => one.EdgeShare),
                known.Length == same.Length ? 1 + GeometricMean(known.Select(static one => one - 1)) : null
            );
        }

        return tiles;
    }

    private static DirectionalSharpness Mean(DirectionalSharpness[] known) =>
        new(
            1 + GeometricMean(known.Select(static one => one.R0 - 1)),
            1 + GeometricMean(known.Select(static one => one.R45 - 1)),
            1 + GeometricMean(known.Select(static one => one.R90 - 1)),
            1 + GeometricMean(known.Select(static one => one.R135 - 1))
        );

    private static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Log));

    /// <summary>exp(mean - k s) of the logarithms; 0 where there are too few values for it.</summary>
    private static double LowerBound(double[] values)
    {
        if (ToleranceFactor.Of(values.Length) is not { } factor)
        {
            return 0;
        }

        double[] logs = [.. values.Select(Log)];
        double mean = logs.Average(),
            deviation = Math.Sqrt(logs.Sum(log => (log - mean) * (log - mean)) / (logs.Length - 1));
        return Math.Exp(mean - (factor * deviation));
    }

    private static double Log(double value) => Math.Log(Math.Max(value, 1e-6));
}
