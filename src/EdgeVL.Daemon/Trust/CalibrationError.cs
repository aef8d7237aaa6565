namespace EdgeVL.Daemon.Trust;

/// <summary>Expected calibration error: Σ (n_b / n) |claimed_b - right_b| over ten bins of equal mass.</summary>
/// <param name="Raw">As computed. A perfect model shows 0.047, 0.029, 0.020 at 200, 500, 1,000 readings.</param>
/// <param name="Debiased">Without what chance alone adds: max(0, 2 raw - what the same bins would show with their chance drawn anew).</param>
/// <param name="Low">2.5th percentile of the bootstrap.</param>
/// <param name="High">97.5th percentile of the bootstrap.</param>
/// <param name="Upper">95th percentile of the bootstrap: the bound to hold against a goal. It errs on the side of caution, since a
/// bootstrap draws chance twice.</param>
public sealed record CalibrationError(double Raw, double Debiased, double Low, double High, double Upper)
{
    private const int Draws = 2000;

    /// <summary>Measures.</summary>
    /// <param name="seed">Of the bootstrap: the same seed gives the same bounds.</param>
    public static CalibrationError Of(IReadOnlyList<ScoredReading> readings, int bins = ReliabilityBin.Usual, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentOutOfRangeException.ThrowIfZero(readings.Count, nameof(readings));
        IReadOnlyList<ReliabilityBin> parts = ReliabilityBin.Of(readings, bins);
        double raw = parts.Sum(part => (double)part.Count / readings.Count * Math.Abs(part.Claimed - part.Right));
        double again = parts.Sum(part => (double)part.Count / readings.Count * MeanGap(part));
        double[] draws = new LabelBootstrap(readings, bins).Draw(Draws, seed);
        Array.Sort(draws);
        return new CalibrationError(
            raw,
            Math.Max(0, (2 * raw) - again),
            Quantile(draws, 0.025),
            Quantile(draws, 0.975),
            Quantile(draws, 0.95)
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
