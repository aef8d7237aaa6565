using System.Globalization;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads the rules on a field's text: <c>pattern</c>, <c>choice</c>, <c>min_length</c>, <c>max_length</c> or <c>length</c>.</summary>
/// <param name="field">The field.</param>
/// <param name="type">What it holds.</param>
/// <param name="repair">Whether the recipe asks for corrected readings.</param>
internal sealed class TextRuleReader(YamlMap field, FieldType type, bool repair)
{
    private const int LongestText = 4000;
    private const int MostChoices = 1000;

    /// <summary>Reads them.</summary>
    public IEnumerable<FieldRule> Read() => ((FieldRule?[])[ReadPattern(), ReadChoice(), ReadLength()]).OfType<FieldRule>();

    private PatternRule? ReadPattern() =>
        field.Either<PatternRule>(
            "pattern",
            Pattern,
            static map =>
            {
                PatternRule? rule = map.Required("is", Pattern);
                rule = rule is null ? null : rule with { Broken = BrokenVerdict.Read(map) };
                map.RefuseUnknownKeys();
                return rule;
            }
        );

    private static PatternRule Pattern(YamlScalar scalar) => new(FieldPattern.Parse(Scalars.Text(scalar)));

    private ChoiceRule? ReadChoice()
    {
        if (field.Node("choice") is not { } node)
        {
            return null;
        }

        bool isLong = node is YamlMapping;
        YamlMap? map = isLong ? field.Map("choice") : field;
        if (map is null)
        {
            return null;
        }

        ChoiceRule rule = new(ReadChoices(map, isLong ? "is" : "choice")) { Broken = isLong ? BrokenVerdict.Read(map) : null };
        if (isLong)
        {
            map.RefuseUnknownKeys();
        }

        return rule with
        {
            Repair = repair,
        };
    }

    private string[] ReadChoices(YamlMap map, string key)
    {
        var values = new List<string>();
        IReadOnlyList<YamlScalar> scalars = map.Singles(key);
        foreach (YamlScalar scalar in scalars)
        {
            string value = map.Read(key, scalar, type == FieldType.Integer ? WholeNumber : Word, "");
            if (value.Length > 0 && values.Contains(value))
            {
                map.RefuseAt(scalar.Place, key, $"'{value}' stands here twice", "Remove one.");
            }

            values.Add(value);
        }

        if (scalars.Count is 0 or > MostChoices)
        {
            field.Refuse("choice", $"it has {scalars.Count} values", $"List 1 to {MostChoices}.");
        }

        return [.. values];
    }

    private static string Word(YamlScalar scalar)
    {
        string text = Scalars.Written(scalar);
        return !string.IsNullOrWhiteSpace(text) && text.Length <= TaskSchemas.LongestValue
            ? text
            : throw ValueFault.Of("a choice is blank or too long", $"Write at most {TaskSchemas.LongestValue} characters.");
    }

    // 12 and 12.0 are one number, but the model writes the first.
    private static string WholeNumber(YamlScalar scalar) =>
        scalar.Kind == ScalarKind.Number
        && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        && scalar.Text == number.ToString(CultureInfo.InvariantCulture)
            ? scalar.Text
            : throw ValueFault.Of($"{scalar.Described}, where a whole number is needed", "Write it in digits, without quotes.");

    private LengthRule? ReadLength()
    {
        LengthRule? rule = ReadLength(field, "min_length", "max_length");
        if (field.Map("length") is not { } map)
        {
            return rule;
        }

        field.Refuse("min_length", "it stands in 'length' already", "Keep one of the two.");
        field.Refuse("max_length", "it stands in 'length' already", "Keep one of the two.");
        LengthRule? inner = ReadLength(map, "min", "max");
        if (inner is null)
        {
            map.RefuseWhole("it says nothing", "Write 'min', 'max' or both.");
        }

        inner = inner is null ? null : inner with { Broken = BrokenVerdict.Read(map) };
        map.RefuseUnknownKeys();
        return inner;
    }

    private static LengthRule? ReadLength(YamlMap map, string minKey, string maxKey)
    {
        int? min = map.Optional<int?>(minKey, static scalar => Scalars.Integer(1, LongestText)(scalar), null),
            max = map.Optional<int?>(maxKey, static scalar => Scalars.Integer(1, LongestText)(scalar), null);
        if (min > max)
        {
            map.Refuse(minKey, $"it is larger than '{maxKey}'", "Exchange them.");
        }

        return min is null && max is null ? null : new LengthRule(min ?? 1, max ?? Math.Max(TaskSchemas.LongestValue, min ?? 1));
    }
}
