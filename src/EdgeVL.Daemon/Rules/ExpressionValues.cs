using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules.Expressions;

namespace EdgeVL.Daemon.Rules;

/// <summary>The values that a reading gives to the names of expressions.</summary>
internal sealed class ExpressionValues
{
    private readonly Dictionary<string, object> values = [];
    private readonly HashSet<string> unread = [];
    private readonly HashSet<string> ours;
    private readonly bool triggerBringsValues;

    public ExpressionValues(FieldJudgement[] fields, RuleContext context)
    {
        ours =
        [
            .. ExpressionNames.OfEveryReading,
            .. fields.Select(static field => field.Spec.Name),
            .. fields.Select(static field => field.Spec.Name + ExpressionNames.ProbabilityOf),
        ];
        triggerBringsValues = context.TriggerBringsValues;
        foreach ((string name, string value) in context.Trigger.Where(value => !ours.Contains(value.Key)))
        {
            values[name] = value;
        }

        AddPicture(context.Image, context.Noise);
        values[ExpressionNames.Today] = context.Today.ToDateTime(TimeOnly.MinValue);
        Add(ExpressionNames.Probability, LeastProbability(fields, context.Probability));
        if (context.Probability is null && !fields.Any(static field => field.Trusted is not null))
        {
            unread.Add(ExpressionNames.Probability);
        }

        foreach (FieldJudgement field in fields)
        {
            AddField(field, context.Today);
        }
    }

    /// <summary>Asks an expression; null where it is false, needs a field that may not be believed, which has its
    /// own reason, or a value that the trigger cannot bring.</summary>
    public Finding? Ask(ExpressionRule rule)
    {
        var inputs = new Dictionary<string, object>();
        foreach ((string name, RuleType type) in rule.Expression.Names)
        {
            if (unread.Contains(name))
            {
                return null;
            }

            if (Value(name, type) is not { } value)
            {
                return IsNotExpected(name) ? null : Error(rule, $"there is no value of '{name}'");
            }

            inputs[name] = value;
        }

        try
        {
            return rule.Expression.Evaluate(inputs)
                ? Finding.Of(rule.Verdict, RuleCode.Expression, field: null, JsonValue.Create(true), JsonValue.Create(rule.Expression.Text))
                : null;
        }
        catch (DivideByZeroException)
        {
            return Error(rule, "it divides by zero");
        }
    }

    /// <summary>Whether nobody can have brought a value of this name: then there is nothing to compare with, and nothing wrong.</summary>
    private bool IsNotExpected(string name) => !triggerBringsValues && !ours.Contains(name) && !values.ContainsKey(name);

    private static Finding Error(ExpressionRule rule, string what) =>
        Finding.Of(Verdict.Error, RuleCode.RuleError, field: null, JsonValue.Create(what), JsonValue.Create(rule.Expression.Text));

    /// <summary>A value of a type; a trigger brings texts, also for numbers. Null where there is none of this type.</summary>
    private object? Value(string name, RuleType type) =>
        values.GetValueOrDefault(name) switch
        {
            string text when type == RuleType.Number => FieldText.Number(text) is { } number ? (double)number : null,
            string text when type == RuleType.Boolean => bool.TryParse(text, out bool truth) ? truth : null,
            string text when type == RuleType.Date => DayOf(text)?.ToDateTime(TimeOnly.MinValue),
            var value => value,
        };

    private void AddPicture(ImageFacts? image, double? noise)
    {
        Add("brightness", image?.Brightness);
        Add("contrast", image?.Contrast);
        Add("sharpness", image?.Sharpness);
        Add("age_ms", image?.AgeMs);
        Add("noise", noise);
    }

    private void AddField(FieldJudgement field, DateOnly today)
    {
        string name = field.Spec.Name,
            probability = name + ExpressionNames.ProbabilityOf;
        values.Remove(name); // a field hides what else has its name
        if (field.Trusted is { } value && Typed(field.Spec, value, today) is { } typed)
        {
            values[name] = typed;
            Add(probability, field.Reading.Probability);
        }
        else
        {
            unread.Add(name);
            unread.Add(probability);
        }
    }

    private static object? Typed(FieldSpec spec, FieldValue value, DateOnly today) =>
        spec.Type switch
        {
            RuleType.Number => value.Number is { } number ? (double)number : null,
            RuleType.Boolean => value.Text == "true",
            RuleType.Date => DateOf(spec, value.Text, today)?.ToDateTime(TimeOnly.MinValue),
            _ => value.Text,
        };

    private static DateOnly? DateOf(FieldSpec spec, string text, DateOnly today) =>
        spec.Rules.OfType<DateRule>().FirstOrDefault() is { } rule ? rule.Format.Read(text, today) : DayOf(text);

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    /// <summary>Null as soon as one is unknown: the least might be that one.</summary>
    private static double? LeastProbability(FieldJudgement[] fields, double? beside)
    {
        double?[] known = [.. fields.Where(static field => field.Trusted is not null).Select(static field => field.Reading.Probability)];
        return known.Contains(null) ? null : known.Append(beside).Min();
    }

    private void Add(string name, double? number)
    {
        if (number is { } value)
        {
            values[name] = value;
        }
    }
}
