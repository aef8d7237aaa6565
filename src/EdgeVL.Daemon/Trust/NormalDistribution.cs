namespace EdgeVL.Daemon.Trust;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>Share below a value; error under 1.5 · 10⁻⁷ (Abramowitz and Stegun 7.1.26).</summary>
    public static double Below(double value)
    {
        double x = Math.Abs(value) / Math.Sqrt(2),
            t = 1 / (1 + (0.3275911 * x));
        double tail =
            t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429)))))))) * Math.Exp(-x * x);
        return value < 0 ? tail / 2 : 1 - (tail / 2);
    }
}
