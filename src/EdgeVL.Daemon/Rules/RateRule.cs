using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>Which way a value goes.</summary>
public enum RateDirection
{
    /// <summary>Up and down.</summary>
    Any,

    /// <summary>Up only: a meter, a counter.</summary>
    Up,

    /// <summary>Down only.</summary>
    Down,
}

/// <summary>The number changes no faster than it can, since the last accepted value: lo · Δt - j ≤ v - v₀ ≤ hi · Δt + j. Broken: no_read.</summary>
/// <remarks>Without a last accepted value, or with one older than <see cref="MaxAge"/>, nothing is compared and a mark says so.</remarks>
public sealed record RateRule : FieldRule
{
    /// <summary>Least change in <see cref="Per"/>, which may be negative; null for any.</summary>
    public decimal? Min { get; init; }

    /// <summary>Most change in <see cref="Per"/>; null for any.</summary>
    public decimal? Max { get; init; }

    /// <summary>The time that <see cref="Min"/> and <see cref="Max"/> speak of. Default 1 h.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Jitter of the last digit j, in the value's unit. Default 0.</summary>
    public decimal Jitter { get; init; }

    /// <summary>The way it goes. Default both.</summary>
    public RateDirection Direction { get; init; }

    /// <summary>Digits after which a counter starts again at 0, up to 28; null for one that does not.</summary>
    public int? Digits { get; init; }

    /// <summary>Age at which the last accepted value is no measure any more. Default: never.</summary>
    public TimeSpan? MaxAge { get; init; }

    internal override Verdict UsualVerdict => Verdict.NoRead;

    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context)
    {
        if (value.Number is not { } number)
        {
            return [Break(RuleCode.Rate, value, JsonValue.Create("a number"))];
        }

        if (context.Baselines is not { } baselines)
        {
            return [];
        }

        if (baselines.Find(context.Recipe, value.Field) is not { } baseline)
        {
            return [Finding.Of(Verdict.Accept, RuleCode.BaselineMissing, value.Field)];
        }

        TimeSpan age = context.Since(baseline);
        return age > MaxAge
            ?
            [
                Finding.Of(
                    Verdict.Accept,
                    RuleCode.BaselineStale,
                    value.Field,
                    JsonValue.Create(age.TotalSeconds),
                    JsonValue.Create(MaxAge.Value.TotalSeconds)
                ),
            ]
            : Compare(value, number, baseline, age, context);
    }

    /// <summary>Whether one value can follow another after a time; a counter may have gone over its end.</summary>
    internal bool Follows(decimal number, decimal before, TimeSpan age) =>
        BrokenBound(number - before, age) is null || IsRollover(number, before, age);

    private List<Finding> Compare(FieldValue value, decimal number, Baseline baseline, TimeSpan age, RuleContext context)
    {
        var findings = new List<Finding>();
        if (BrokenBound(number - baseline.Value, age) is not { } broken)
        {
            return findings;
        }

        if (IsRollover(number, baseline.Value, age))
        {
            findings.Add(
                Finding.Of(Verdict.Accept, RuleCode.Rollover, value.Field, JsonValue.Create(number), JsonValue.Create(baseline.Value))
            );
            return findings;
        }

        findings.Add(Break(broken.Code, value, JsonValue.Create(broken.Limit), JsonValue.Create(number - baseline.Value)));
        if (context.Rates?.Propose(value.Field, number, context, this) is { } proposal)
        {
            findings.Add(
                Finding.Of(
                    Verdict.NoRead,
                    RuleCode.BaselineReset,
                    value.Field,
                    JsonValue.Create(proposal),
                    JsonValue.Create(baseline.Value)
                )
            );
        }

        return findings;
    }

    /// <summary>The bound that a change breaks, with the reason's code.</summary>
    private (string Code, decimal Limit)? BrokenBound(decimal change, TimeSpan age)
    {
        decimal units = (decimal)age.Ticks / Per.Ticks;
        decimal? least = (Min * units) - Jitter,
            most = (Max * units) + Jitter;
        return Direction == RateDirection.Up && change < -Jitter ? (RuleCode.Direction, -Jitter)
            : Direction == RateDirection.Down && change > Jitter ? (RuleCode.Direction, Jitter)
            : change < least ? (RuleCode.Rate, least.Value)
            : change > most ? (RuleCode.Rate, most.Value)
            : null;
    }

    private bool IsRollover(decimal number, decimal before, TimeSpan age)
    {
        const decimal nearEnd = 0.9m;
        if (Digits is not { } digits || Direction == RateDirection.Down)
        {
            return false;
        }

        decimal end = 1;
        for (int i = 0; i < digits; i++)
        {
            end *= 10;
        }

        return before > nearEnd * end && number >= 0 && number < end && BrokenBound(number + end - before, age) is null;
    }
}
