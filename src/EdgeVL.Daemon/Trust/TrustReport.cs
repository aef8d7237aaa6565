namespace EdgeVL.Daemon.Trust;

/// <summary>How far probabilities can be trusted, on readings that nothing was fitted to.</summary>
public sealed record TrustReport
{
    /// <summary>The goal for <see cref="CalibrationError.Upper"/>.</summary>
    public const double Goal = 0.05;

    /// <summary>With fewer readings the goal cannot be shown, even by a perfect model.</summary>
    public const int ReadingsForGoal = 1000;

    /// <summary>Readings.</summary>
    public required int Count { get; init; }

    /// <summary>Different labels among them.</summary>
    public required int Labels { get; init; }

    /// <summary>Share that is right.</summary>
    public required double Right { get; init; }

    /// <summary>Expected calibration error.</summary>
    public required CalibrationError Error { get; init; }

    /// <summary>Brier score: mean squared difference of probability and truth.</summary>
    public required double Brier { get; init; }

    /// <summary>Area under ROC; null where all are right or all wrong.</summary>
    public required double? AreaUnderRoc { get; init; }

    /// <summary>Area under the generalised risk by coverage.</summary>
    public required double AreaUnderGeneralisedRisk { get; init; }

    /// <summary>Bins of equal mass, from the least sure.</summary>
    public required IReadOnlyList<ReliabilityBin> Bins { get; init; }

    /// <summary>Risk by coverage, from the strictest threshold.</summary>
    public required IReadOnlyList<RiskPoint> RiskByCoverage { get; init; }

    /// <summary>Whether the goal is shown: enough readings, and the bound below it.</summary>
    public bool MeetsGoal => Count >= ReadingsForGoal && Error.Upper <= Goal;

    /// <summary>Measures at least one reading.</summary>
    public static TrustReport Of(IReadOnlyList<ScoredReading> readings, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(readings);
        return new TrustReport
        {
            Count = readings.Count,
            Labels = readings.Select(static reading => reading.Label).Distinct().Count(),
            Right = readings.Average(static reading => reading.IsRight ? 1.0 : 0.0),
            Error = CalibrationError.Of(readings, seed: seed),
            Brier = readings.Average(static reading => Math.Pow(reading.Probability - (reading.IsRight ? 1 : 0), 2)),
            AreaUnderRoc = Ranking.AreaUnderRoc(readings),
            AreaUnderGeneralisedRisk = Ranking.AreaUnderGeneralisedRisk(readings),
            Bins = ReliabilityBin.Of(readings),
            RiskByCoverage = Ranking.RiskByCoverage(readings),
        };
    }
}
