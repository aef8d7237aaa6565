namespace EdgeVL.Daemon.Trust;

/// <summary>Expected calibration error: Σ (n_b / n) |claimed_b - right_b| over ten bins of equal mass.</summary>
/// <param name="Raw">As computed. A perfect model shows 0.047, 0.029, 0.020 at 200, 500, 1,000 readings.</param>
/// <param name="Debiased">Without what chance alone adds: max(0, 2 raw - what the same bins would show with their chance drawn anew).</param>
/// <param name="Low">Lower end of the 95 % interval, from the debiased value.</param>
/// <param name="High">Upper end of the 95 % interval, from the raw value.</param>
/// <param name="Upper">Upper 95 % bound, from the raw value: what to hold against a goal.</param>
/// <remarks>The bootstrap draws labels. Each draw has the chance of the sample and its own on top, so that draws lie above the truth by twice
/// of it; their spread is right, and is put around the values. In simulations with true errors of 0 to 0.1 the upper bound held in 93 to 100 of
/// 100 cases, in 98 and more where the true error was 0.05 or less; the lower end says little about errors near 0.</remarks>
public sealed record CalibrationError(double Raw, double Debiased, double Low, double High, double Upper)
{
    private const int Draws = 2000;

    /// <summary>Measures.</summary>
    /// <param name="seed">Of the bootstrap: the same seed gives the same bounds.</param>
    public static CalibrationError Of(IReadOnlyList<ScoredReading> readings, int bins = ReliabilityBin.Usual, int seed = 1) =>
        Of(readings, bins, seed, Draws);

    /// <summary>Measures with so many draws, at least one: fewer make rougher bounds, and change nothing about the values.</summary>
    internal static CalibrationError Of(IReadOnlyList<ScoredReading> readings, int bins, int seed, int count)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentOutOfRangeException.ThrowIfZero(readings.Count, nameof(readings));
        IReadOnlyList<ReliabilityBin> parts = ReliabilityBin.Of(readings, bins);
        double raw = parts.Sum(part => (double)part.Count / readings.Count * Math.Abs(part.Claimed - part.Right));
        double again = parts.Sum(part => (double)part.Count / readings.Count * MeanGap(part));
        double[] draws = new LabelBootstrap(readings, bins).Draw(count, seed);
        Array.Sort(draws);
        double debiased = Math.Max(0, (2 * raw) - again),
            centre = draws.Average();
        return new CalibrationError(
            raw,
            debiased,
            Math.Max(0, debiased + Quantile(draws, 0.025) - centre),
            Math.Min(1, raw + Quantile(draws, 0.975) - centre),
            Math.Min(1, raw + Quantile(draws, 0.95) - centre)
        );
    }

    /// <summary>Mean gap of a bin whose share of right ones is drawn anew: of a folded normal distribution, in closed form.</summary>
    private static double MeanGap(ReliabilityBin bin)
    {
        double gap = Math.Abs(bin.Claimed - bin.Right),
            deviation = Math.Sqrt(bin.Right * (1 - bin.Right) / bin.Count);
        if (deviation == 0)
        {
            return gap;
        }

        double ratio = gap / deviation;
        return (deviation * Math.Sqrt(2 / Math.PI) * Math.Exp(-ratio * ratio / 2)) + (gap * (1 - (2 * NormalDistribution.Below(-ratio))));
    }

    private static double Quantile(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
