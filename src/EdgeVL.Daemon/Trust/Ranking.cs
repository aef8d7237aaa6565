namespace EdgeVL.Daemon.Trust;

/// <summary>How well probabilities put right readings before wrong ones, whatever their values.</summary>
public static class Ranking
{
    /// <summary>Probability that a right reading stands above a wrong one, ties half; null where all are right or all wrong.</summary>
    public static double? AreaUnderRoc(IReadOnlyList<ScoredReading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        double right = readings.Count(static reading => reading.IsRight),
            wrong = readings.Count - right,
            below = 0,
            area = 0;
        foreach (
            IGrouping<double, ScoredReading> same in readings.GroupBy(static one => one.Probability).OrderBy(static group => group.Key)
        )
        {
            double rightHere = same.Count(static reading => reading.IsRight),
                wrongHere = same.Count() - rightHere;
            area += rightHere * (below + (wrongHere / 2));
            below += wrongHere;
        }

        return right == 0 || wrong == 0 ? null : area / (right * wrong);
    }

    /// <summary>Risk by coverage: for each threshold, the share of readings that it accepts and the share of those that is wrong.</summary>
    public static IReadOnlyList<RiskPoint> RiskByCoverage(IReadOnlyList<ScoredReading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var points = new List<RiskPoint>();
        int accepted = 0,
            wrong = 0;
        foreach (
            IGrouping<double, ScoredReading> same in readings
                .GroupBy(static one => one.Probability)
                .OrderByDescending(static group => group.Key)
        )
        {
            accepted += same.Count();
            wrong += same.Count(static reading => !reading.IsRight);
            points.Add(new RiskPoint(same.Key, (double)accepted / readings.Count, (double)wrong / accepted));
        }

        return points;
    }

    /// <summary>Area under the generalised risk by coverage (Traub 2024): mean share of all readings that are accepted and wrong, over all
    /// coverages; 0 is perfect, half the error rate is no ranking at all.</summary>
    public static double AreaUnderGeneralisedRisk(IReadOnlyList<ScoredReading> readings)
    {
        double area = 0,
            coverage = 0,
            risk = 0;
        foreach (RiskPoint point in RiskByCoverage(readings))
        {
            double next = point.Risk * point.Coverage;
            area += (point.Coverage - coverage) * (risk + next) / 2; // ties are accepted in any order
            (coverage, risk) = (point.Coverage, next);
        }

        return area;
    }
}

/// <summary>A threshold and what it does.</summary>
/// <param name="Threshold">Readings of this probability and more are accepted.</param>
/// <param name="Coverage">Share of the readings that is accepted.</param>
/// <param name="Risk">Share of the accepted ones that is wrong.</param>
public readonly record struct RiskPoint(double Threshold, double Coverage, double Risk);
