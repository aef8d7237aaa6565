namespace EdgeVL.Daemon.Trust;

/// <summary>A probability from several signs at once: log probability, its weakest token, margin, sharpness and the like.</summary>
/// <param name="Names">The signs that it uses, in order.</param>
/// <param name="Means">Their means, which are taken off.</param>
/// <param name="Scales">Their deviations, by which they are divided.</param>
/// <param name="Weights">Their weights, and the constant last.</param>
public sealed record LogisticModel(
    IReadOnlyList<string> Names,
    IReadOnlyList<double> Means,
    IReadOnlyList<double> Scales,
    IReadOnlyList<double> Weights
)
{
    private const int ErrorsASign = 10;
    private const double Ridge = 1;

    /// <summary>Fits; only as many signs are used, the first ones, as there are tens of wrong and of right readings.</summary>
    /// <param name="names">The signs, the most telling first.</param>
    /// <param name="rows">Their values, finite, for each reading.</param>
    /// <param name="right">Whether each reading is right.</param>
    /// <returns>The model; null where there are too few errors for a second sign: the probability alone is better then.</returns>
    public static LogisticModel? Fit(IReadOnlyList<string> names, IReadOnlyList<double[]> rows, IReadOnlyList<bool> right)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(right);
        int wrong = right.Count(static one => !one),
            used = Math.Min(names.Count, Math.Min(wrong, right.Count - wrong) / ErrorsASign);
        if (used < 2)
        {
            return null;
        }

        double[] means = [.. Enumerable.Range(0, used).Select(sign => rows.Average(row => row[sign]))];
        double[] scales = [.. Enumerable.Range(0, used).Select(sign => Deviation(rows, sign, means[sign]))];
        double[][] standard = [.. rows.Select(row => Standard(row, means, scales))];
        double[] weights = LogisticRegression.Fit(standard, [.. right.Select(static one => one ? 1.0 : 0.0)], Ridge);
        return new LogisticModel([.. names.Take(used)], means, scales, weights);
    }

    /// <summary>Probability of being right; the row may hold more signs than the model uses.</summary>
    public double Probability(ReadOnlySpan<double> row)
    {
        double odds = Weights[^1];
        for (int sign = 0; sign < Means.Count; sign++)
        {
            odds += Weights[sign] * (row[sign] - Means[sign]) / Scales[sign];
        }

        return LogOdds.Probability(odds);
    }

    private static double Deviation(IReadOnlyList<double[]> rows, int sign, double mean)
    {
        double deviation = Math.Sqrt(rows.Average(row => (row[sign] - mean) * (row[sign] - mean)));
        return deviation > 0 ? deviation : 1;
    }

    private static double[] Standard(double[] row, double[] means, double[] scales) =>
        [.. means.Select((mean, sign) => (row[sign] - mean) / scales[sign])];
}
