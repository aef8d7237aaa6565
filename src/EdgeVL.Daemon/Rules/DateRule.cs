using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>The value is a day of one declared form, and not too early or too late. No such day: no_read; outside the window: reject.</summary>
/// <param name="Format">Its form.</param>
public sealed record DateRule(DateFormat Format) : FieldRule
{
    /// <summary>Earliest day, counted from today; -30 allows what is a month old. Default: none.</summary>
    public int? FromDays { get; init; }

    /// <summary>Latest day, counted from today. Default: none.</summary>
    public int? ToDays { get; init; }

    /// <summary>Earliest day. Default: none.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Latest day. Default: none.</summary>
    public DateOnly? To { get; init; }

    internal override Verdict UsualVerdict => Verdict.Reject;

    /// <summary>An impossible date is a misread whatever the recipe says of the window.</summary>
    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context)
    {
        if (Format.Read(value.Text, context.Today) is not { } day)
        {
            return [Break(RuleCode.DateInvalid, value, JsonValue.Create(Format.Text)) with { Verdict = Verdict.NoRead }];
        }

        DateOnly? earliest = Later(From, Day(context.Today, FromDays)),
            latest = Earlier(To, Day(context.Today, ToDays));
        var findings = new List<Finding>();
        if (day < earliest || day > latest)
        {
            findings.Add(Break(RuleCode.DateWindow, value, Json(day < earliest ? earliest.Value : latest!.Value), Json(day)));
        }

        if (!context.ClockIsSure && (FromDays ?? ToDays) is not null)
        {
            findings.Add(Finding.Of(Verdict.Warn, RuleCode.ClockUnsure, value.Field));
        }

        return findings;
    }

    private static DateOnly? Day(DateOnly today, int? days) =>
        days is { } count ? DateOnly.FromDayNumber(Math.Clamp(today.DayNumber + count, 0, DateOnly.MaxValue.DayNumber)) : null;

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;

    private static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is null || other < one ? other : one;

    private static JsonValue Json(DateOnly day) => JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
