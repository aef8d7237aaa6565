using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>Judges one field: was it read, can it be right, and only then is it good.</summary>
internal sealed class FieldJudge(FieldSpec spec, RuleContext context)
{
    /// <summary>Judges.</summary>
    public FieldJudgement Judge(FieldReading? reading)
    {
        if (reading?.Value is not { } json || string.IsNullOrWhiteSpace(FieldText.Of(json)))
        {
            return new FieldJudgement(spec, reading ?? new FieldReading(null, null), null, [Unread()]);
        }

        if (Typed(json) is not { } value)
        {
            return new FieldJudgement(
                spec,
                reading,
                null,
                [Finding.Of(Verdict.NoRead, RuleCode.GrammarConflict, spec.Name, json.DeepClone())]
            );
        }

        Finding[] findings = [.. Probability(reading), .. Rules.SelectMany(rule => Ask(rule, value))];
        return !findings.Any(Spoils) ? new FieldJudgement(spec, reading, value, findings)
            : Repaired(reading, value, findings) is { } repaired ? repaired
            // What a value that is not to be believed means for the part says nothing; remarks stay.
            : new FieldJudgement(spec, reading, null, [.. findings.Where(static one => Spoils(one) || one.Verdict == Verdict.Accept)]);
    }

    /// <summary>Whether a value with this finding may not be believed.</summary>
    private static bool Spoils(Finding finding) => finding.Verdict is Verdict.NoRead or Verdict.Error;

    /// <summary>The field's rules; a day without a declared form is one of ISO 8601.</summary>
    private IEnumerable<FieldRule> Rules =>
        spec.Type == RuleType.Date && !spec.Rules.Any(static rule => rule is DateRule) ? [.. spec.Rules, IsoDay] : spec.Rules;

    private static readonly DateRule IsoDay = new(DateFormat.Parse("YYYY-MM-DD"));

    private Finding Unread() =>
        spec.Required ? Finding.Of(Verdict.NoRead, RuleCode.Required, spec.Name) : Finding.Of(Verdict.Warn, RuleCode.Unreadable, spec.Name);

    /// <summary>The value with its type; null where it is of another.</summary>
    private FieldValue? Typed(JsonNode json)
    {
        JsonValueKind kind = json.GetValueKind();
        string text = FieldText.Of(json);
        decimal? number = FieldText.Number(json);
        bool fits = spec.Type switch
        {
            RuleType.Number => number is not null,
            RuleType.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind is JsonValueKind.String or JsonValueKind.Number,
        };
        return fits ? new FieldValue(spec.Name, spec.Type, text, number) : null;
    }

    private IEnumerable<Finding> Probability(FieldReading reading)
    {
        if (spec.MinProbability is not { } least || reading.Probability >= least)
        {
            return [];
        }

        JsonNode? found = reading.Probability is { } probability ? JsonValue.Create(probability) : null;
        return [Finding.Of(Verdict.NoRead, RuleCode.LowProbability, spec.Name, found, JsonValue.Create(least))];
    }

    private IEnumerable<Finding> Ask(FieldRule rule, FieldValue value)
    {
        try
        {
            return rule.Check(value, context);
        }
        catch (ArithmeticException)
        {
            return [Finding.Of(Verdict.Error, RuleCode.RuleError, spec.Name, JsonValue.Create("the numbers are too large"))];
        }
    }

    /// <summary>The reading with one character replaced by its runner-up, where that alone passes everything and the evidence allows it.</summary>
    private FieldJudgement? Repaired(FieldReading reading, FieldValue value, Finding[] broken)
    {
        IRepairEvidence[] evidence = [.. spec.Rules.OfType<IRepairEvidence>().Where(static rule => rule.Repair)];
        bool onlyEvidence = broken.Where(Spoils).All(static finding => finding.Reason.Code is RuleCode.Checksum or RuleCode.Choice);
        if (evidence.Length == 0 || !onlyEvidence || !context.RunnersUp.TryGetValue(spec.Name, out IReadOnlyList<char?>? runnersUp))
        {
            return null;
        }

        FieldValue[] fitting =
        [
            .. Confusables
                .OneEdit(value.Text, runnersUp)
                .Where(text => evidence.All(rule => rule.Confirms(text)))
                .Select(text => value with { Text = text, Number = FieldText.Number(text) })
                .Where(IsFaultless),
        ];
        return fitting.Length == 1 ? Corrected(reading, fitting[0]) : null;
    }

    // A rate remembers what it refuses: it is asked of the one reading that is told, not of candidates.
    private bool IsFaultless(FieldValue candidate) =>
        !Rules.Where(static rule => rule is not RateRule).SelectMany(rule => Ask(rule, candidate)).Any(Spoils);

    private FieldJudgement? Corrected(FieldReading reading, FieldValue value)
    {
        Finding[] findings = [.. Rules.SelectMany(rule => Ask(rule, value))];
        JsonNode corrected = spec.Type == RuleType.Number ? JsonValue.Create(value.Number!.Value) : JsonValue.Create(value.Text);
        return findings.Any(Spoils)
            ? null
            : new FieldJudgement(
                spec,
                reading with
                {
                    Value = corrected,
                    Raw = reading.Raw ?? FieldText.Of(reading.Value!),
                },
                value,
                [Finding.Of(Verdict.Warn, RuleCode.Corrected, spec.Name, corrected.DeepClone()), .. findings]
            )
            {
                IsCorrected = true,
            };
    }
}

/// <summary>What became of a field.</summary>
/// <param name="Spec">The field.</param>
/// <param name="Reading">Its reading, corrected where it was.</param>
/// <param name="Trusted">Its value where it may be believed; else null.</param>
/// <param name="Findings">What was found.</param>
internal sealed record FieldJudgement(FieldSpec Spec, FieldReading Reading, FieldValue? Trusted, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether a character was replaced.</summary>
    public bool IsCorrected { get; init; }
}
