using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>All rules of a recipe: readings in, findings and a verdict out.</summary>
/// <remarks>All rules are asked and all reasons are listed. Business rules and expressions see only fields that may be believed.</remarks>
public sealed class RuleSet
{
    private readonly IReadOnlyList<FieldSpec> fields;
    private readonly IReadOnlyList<ExpressionRule> expressions;
    private readonly VerdictPolicy policy;

    /// <summary>Takes the rules.</summary>
    /// <param name="fields">The fields of the output; readings of other names pass unjudged.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.RecipeInvalid"/>: a rule does not fit its field's type.</exception>
    public RuleSet(IReadOnlyList<FieldSpec> fields, IReadOnlyList<ExpressionRule>? expressions = null, VerdictPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        (this.fields, this.expressions, this.policy) = (fields, expressions ?? [], policy ?? new VerdictPolicy());
        foreach (FieldSpec field in fields)
        {
            RefuseMisfits(field);
        }
    }

    /// <summary>Judges a reading.</summary>
    /// <param name="readings">The fields that were read, by name.</param>
    /// <param name="before">Findings of gates, reading and agreement, which count for the verdict and stand first.</param>
    public RuleOutcome Evaluate(
        IReadOnlyDictionary<string, FieldReading> readings,
        RuleContext context,
        IReadOnlyList<Finding>? before = null
    )
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(context);
        FieldJudgement[] judged = [.. fields.Select(field => new FieldJudge(field, context).Judge(readings.GetValueOrDefault(field.Name)))];
        Finding[] findings = [.. before ?? [], .. judged.SelectMany(static one => one.Findings)];
        findings = [.. findings, .. AskExpressions(judged, context, findings)];
        Verdict verdict = policy.Decide(findings);
        return new RuleOutcome
        {
            Verdict = verdict,
            Findings = findings,
            Fields = Published(readings, judged, verdict),
            Baselines = Moves(judged, verdict, context),
        };
    }

    /// <summary>The outcome of a frame that the model was not asked about: the findings say why, and no field is blamed.</summary>
    public RuleOutcome WithoutReading(IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return new RuleOutcome
        {
            Verdict = policy.Decide(findings),
            Findings = findings,
            Fields = fields.ToDictionary(static field => field.Name, static _ => new FieldReading(null, null)),
        };
    }

    private static void RefuseMisfits(FieldSpec field)
    {
        foreach (FieldRule rule in field.Rules)
        {
            if (rule is RangeRule or RateRule && field.Type != RuleType.Number)
            {
                throw new FaultException(
                    FaultCode.RecipeInvalid,
                    $"The field '{field.Name}' is no number, so it has neither a range nor a rate.",
                    "Let its type be number, or remove the rule."
                );
            }
        }
    }

    /// <summary>Asks the expressions. One that lacks a value is an error, unless a reading that failed explains it.</summary>
    private Finding[] AskExpressions(FieldJudgement[] judged, RuleContext context, Finding[] findings)
    {
        var values = new ExpressionValues(judged, context);
        bool failed = findings.Any(static finding => finding.Verdict is Verdict.NoRead or Verdict.Error);
        return
        [
            .. expressions.Select(rule => values.Ask(rule)).OfType<Finding>().Where(finding => finding.Verdict != Verdict.Error || !failed),
        ];
    }

    private static Dictionary<string, FieldReading> Published(
        IReadOnlyDictionary<string, FieldReading> readings,
        FieldJudgement[] judged,
        Verdict verdict
    )
    {
        var published = new Dictionary<string, FieldReading>(readings);
        foreach (FieldJudgement one in judged)
        {
            published[one.Spec.Name] = one.Reading;
        }

        if (verdict is Verdict.NoRead or Verdict.Error)
        {
            foreach ((string name, FieldReading reading) in published)
            {
                string? candidate = reading.Raw ?? (reading.Value is { } value ? FieldText.Of(value) : null);
                published[name] = reading with { Value = null, Raw = candidate };
            }
        }

        return published;
    }

    /// <summary>Baselines move on a live accept only; a corrected field never moves one.</summary>
    private static Baseline[] Moves(FieldJudgement[] judged, Verdict verdict, RuleContext context)
    {
        if (verdict != Verdict.Accept || context.Kind != ReadingKind.Live)
        {
            return [];
        }

        Baseline[] moves =
        [
            .. judged
                .Where(static one => !one.IsCorrected && one.Spec.Rules.Any(static rule => rule is RateRule))
                .Select(static one => one.Trusted)
                .OfType<FieldValue>()
                .Where(static value => value.Number is not null)
                .Select(value => new Baseline(context.Recipe, value.Field, value.Number!.Value, context.CapturedAt)
                {
                    BootId = context.BootId,
                    MonotonicNs = context.MonotonicNs,
                    ResultId = context.ResultId,
                }),
        ];
        foreach (Baseline move in moves)
        {
            context.Rates?.Accepted(move.Field);
        }

        return moves;
    }
}
