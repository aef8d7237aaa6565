using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>The whole value has a form. Broken: no_read.</summary>
public sealed record PatternRule : FieldRule, ITextForm
{
    private readonly Regex regex;

    /// <summary>Takes a regular expression; it is matched in time linear in the value, without look-around and back references.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.RecipeInvalid"/>: it is none, or one that could take for ever.</exception>
    public PatternRule(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Pattern = pattern;
        regex = Compile(pattern);
    }

    /// <summary>The regular expression.</summary>
    public string Pattern { get; }

    internal override Verdict UsualVerdict => Verdict.NoRead;

    bool ITextForm.Allows(string text) => regex.IsMatch(text);

    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context) =>
        regex.IsMatch(value.Text) ? [] : [Break(RuleCode.Pattern, value, JsonValue.Create(Pattern))];

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new FaultException(
                FaultCode.RecipeInvalid,
                $"'{pattern}' is no regular expression that can be used: {exception.Message.TrimEnd('.')}.",
                "Use characters, classes, groups, alternatives and repetitions.",
                exception
            );
        }
    }
}

/// <summary>The value has so many characters. Broken: no_read.</summary>
/// <param name="Min">Fewest, 0 or more.</param>
/// <param name="Max">Most.</param>
public sealed record LengthRule(int Min, int Max) : FieldRule, ITextForm
{
    internal override Verdict UsualVerdict => Verdict.NoRead;

    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context)
    {
        int length = LengthOf(value.Text);
        return length >= Min && length <= Max
            ? []
            : [Break(RuleCode.Length, value, JsonValue.Create(length < Min ? Min : Max), JsonValue.Create(length))];
    }

    bool ITextForm.Allows(string text) => LengthOf(text) >= Min && LengthOf(text) <= Max;

    private static int LengthOf(string text) => text.EnumerateRunes().Count();
}

/// <summary>The value is one of a closed list, exactly. Broken: no_read, since what is not in the list was misread.</summary>
/// <param name="Values">All that is allowed, at least one.</param>
public sealed record ChoiceRule(IReadOnlyList<string> Values) : FieldRule, IRepairEvidence, ITextForm
{
    /// <inheritdoc/>
    public bool Repair { get; init; }

    internal override Verdict UsualVerdict => Verdict.NoRead;

    bool IRepairEvidence.Confirms(string text) => Values.Contains(text);

    bool ITextForm.Allows(string text) => Values.Contains(text);

    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context) =>
        Values.Contains(value.Text)
            ? []
            : [Break(RuleCode.Choice, value, new JsonArray([.. Values.Take(MostListed).Select(static one => JsonValue.Create(one))]))];

    // A reason is a message, not a catalogue.
    private const int MostListed = 20;
}

/// <summary>The number lies between two bounds. Broken: reject.</summary>
/// <param name="Min">Least; null for none.</param>
/// <param name="Max">Most; null for none.</param>
public sealed record RangeRule(decimal? Min, decimal? Max) : FieldRule
{
    internal override Verdict UsualVerdict => Verdict.Reject;

    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context) =>
        value.Number is not { } number ? [Break(RuleCode.Range, value, JsonValue.Create("a number")) with { Verdict = Verdict.NoRead }]
        : number < Min ? [Break(RuleCode.Range, value, JsonValue.Create(Min), JsonValue.Create(number))]
        : number > Max ? [Break(RuleCode.Range, value, JsonValue.Create(Max), JsonValue.Create(number))]
        : [];
}

/// <summary>The value is the one that came with the trigger. Broken: reject. A trigger that could have brought it and did not: error; one that
/// brings no values: nothing is compared.</summary>
/// <param name="Name">Name of the trigger's value. Default: <c>expected</c>.</param>
public sealed record ExpectedRule(string Name = "expected") : FieldRule
{
    internal override Verdict UsualVerdict => Verdict.Reject;

    internal override IEnumerable<Finding> Check(FieldValue value, RuleContext context)
    {
        if (!context.Trigger.TryGetValue(Name, out string? expected))
        {
            return context.TriggerBringsValues
                ? [Finding.Of(Verdict.Error, RuleCode.RuleError, value.Field, JsonValue.Create($"the trigger brought no '{Name}'"))]
                : [];
        }

        return Same(value, expected) ? [] : [Break(RuleCode.Expected, value, JsonValue.Create(expected))];
    }

    // 12 and 12.0 are one number, but two texts.
    private static bool Same(FieldValue value, string expected) =>
        value.Type == RuleType.Number && value.Number is { } number && FieldText.Number(expected) is { } other
            ? number == other
            : value.Text == expected;
}
