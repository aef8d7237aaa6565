namespace EdgeVL.Daemon.Trust;

/// <summary>Readings of like probability: what was claimed of them, and how many are right.</summary>
/// <param name="Count">How many.</param>
/// <param name="Claimed">Their mean probability.</param>
/// <param name="Right">Share of them that is right.</param>
public readonly record struct ReliabilityBin(int Count, double Claimed, double Right)
{
    /// <summary>Bins that are made by default, of equal mass.</summary>
    public const int Usual = 10;

    /// <summary>Parts readings into bins of equal mass, from the least sure to the surest; empty ones are left out.</summary>
    public static IReadOnlyList<ReliabilityBin> Of(IReadOnlyList<ScoredReading> readings, int bins = Usual)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ScoredReading[] ordered = [.. readings.OrderBy(static reading => reading.Probability)];
        return
        [
            .. Enumerable
                .Range(0, bins)
                .Select(bin => ordered[(int)((long)bin * ordered.Length / bins)..(int)((long)(bin + 1) * ordered.Length / bins)])
                .Where(static part => part.Length > 0)
                .Select(static part => new ReliabilityBin(
                    part.Length,
                    part.Average(static reading => reading.Probability),
                    part.Average(static reading => reading.IsRight ? 1.0 : 0.0)
                )),
        ];
    }
}
