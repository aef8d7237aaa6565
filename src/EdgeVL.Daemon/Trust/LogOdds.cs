namespace EdgeVL.Daemon.Trust;

/// <summary>Probabilities and their log odds.</summary>
internal static class LogOdds
{
    /// <summary>Nearer to 0 and 1 no probability goes: rounding would make it certain.</summary>
    private const double Nearest = 1e-9;

    /// <summary>ln(p / (1 - p)).</summary>
    public static double Of(double probability)
    {
        double inside = Inside(probability);
        return Math.Log(inside / (1 - inside));
    }

    /// <summary>A probability that has finite log odds.</summary>
    public static double Inside(double probability) => Math.Clamp(probability, Nearest, 1 - Nearest);

    /// <summary>1 / (1 + e^-s).</summary>
    public static double Probability(double odds) => 1 / (1 + Math.Exp(-odds));

    /// <summary>Log loss of one outcome, without overflow for any odds.</summary>
    public static double Loss(double odds, double target) => Math.Max(odds, 0) - (odds * target) + Math.Log(1 + Math.Exp(-Math.Abs(odds)));
}
