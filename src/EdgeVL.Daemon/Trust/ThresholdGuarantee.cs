namespace EdgeVL.Daemon.Trust;

/// <summary>A limit on probability with a promise: with this confidence, of what it accepts no more than a share α is wrong.</summary>
/// <remarks>The candidates are fixed before the data are seen, and each has to pass at δ over their number. Taking the loosest limit whose
/// observed risk is α breaks the promise about every second time.</remarks>
public sealed record ThresholdGuarantee
{
    /// <summary>Limits that are tried where none are given.</summary>
    public static IReadOnlyList<double> UsualCandidates { get; } = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995];

    private const int MostCandidates = 10;

    /// <summary>The loosest limit that keeps the promise; null where none does.</summary>
    public double? Threshold { get; init; }

    /// <summary>Share of the readings that it accepts; 0 where there is none.</summary>
    public double Coverage { get; init; }

    /// <summary>How many readings it accepts.</summary>
    public int Accepted { get; init; }

    /// <summary>How many of them are wrong.</summary>
    public int Wrong { get; init; }

    /// <summary>Where no limit keeps it: labelled readings that are missing at the least, if none of the accepted ones among them is wrong;
    /// null where even that is no way, since no candidate accepts anything.</summary>
    public int? Missing { get; init; }

    /// <summary>α, the share that may be wrong.</summary>
    public required double Risk { get; init; }

    /// <summary>1 - δ.</summary>
    public required double Confidence { get; init; }

    /// <summary>Looks for a limit.</summary>
    /// <param name="readings">One reading for each label, fitted to nothing: labels, not frames, are counted.</param>
    /// <param name="risk">α, 0 to 1, exclusive.</param>
    /// <param name="confidence">1 - δ, 0 to 1, exclusive. Default 0.95.</param>
    /// <param name="candidates">At most ten limits. Default: <see cref="UsualCandidates"/>.</param>
    public static ThresholdGuarantee Find(
        IReadOnlyList<ScoredReading> readings,
        double risk,
        double confidence = 0.95,
        IReadOnlyList<double>? candidates = null
    )
    {
        ArgumentNullException.ThrowIfNull(readings);
        candidates ??= UsualCandidates;
        ThrowIfOutOfRange(risk, confidence, candidates);
        double doubt = (1 - confidence) / candidates.Count;
        Trial[] trials = [.. candidates.Order().Select(limit => Trial.Of(readings, limit))];
        var none = new ThresholdGuarantee { Risk = risk, Confidence = confidence };
        foreach (Trial trial in trials)
        {
            if (Binomial.AtMost(trial.Wrong, trial.Accepted, risk) <= doubt)
            {
                return none with
                {
                    Threshold = trial.Limit,
                    Coverage = (double)trial.Accepted / readings.Count,
                    Accepted = trial.Accepted,
                    Wrong = trial.Wrong,
                };
            }
        }

        return none with
        {
            Missing = trials.Select(trial => trial.Missing(readings.Count, risk, doubt)).Min(),
        };
    }

    private static void ThrowIfOutOfRange(double risk, double confidence, IReadOnlyList<double> candidates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(risk, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(risk, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        ArgumentOutOfRangeException.ThrowIfZero(candidates.Count, nameof(candidates));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates.Count, MostCandidates, nameof(candidates));
    }

    /// <summary>What a limit accepts.</summary>
    private readonly record struct Trial(double Limit, int Accepted, int Wrong)
    {
        public static Trial Of(IReadOnlyList<ScoredReading> readings, double limit) =>
            new(
                limit,
                readings.Count(reading => reading.Probability >= limit),
                readings.Count(reading => reading.Probability >= limit && !reading.IsRight)
            );

        /// <summary>Labelled readings that are missing: accepted ones by doubling and halving, then the share that is accepted.</summary>
        public int? Missing(int readings, double risk, double doubt)
        {
            const int most = 100_000_000;
            if (Accepted == 0)
            {
                return null;
            }

            long enough = Math.Max(1, Accepted);
            while (Binomial.AtMost(Wrong, (int)enough, risk) > doubt)
            {
                enough *= 2;
                if (enough > most)
                {
                    return null;
                }
            }

            long few = enough / 2;
            while (enough - few > 1)
            {
                long middle = (few + enough) / 2;
                (few, enough) = Binomial.AtMost(Wrong, (int)middle, risk) > doubt ? (middle, enough) : (few, middle);
            }

            return (int)Math.Min(int.MaxValue, Math.Ceiling((enough - Accepted) * (double)readings / Accepted));
        }
    }
}
