using System.Globalization;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Expressions;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads the section <c>verdict</c>.</summary>
/// <param name="map">The section; null where there is none.</param>
/// <param name="output">The fields.</param>
/// <param name="given">Values that the recipe gives itself, read already.</param>
internal sealed class VerdictReader(YamlMap? map, OutputReader output, IReadOnlyDictionary<string, string> given)
{
    private const int MostExpressions = 64;

    private readonly Dictionary<string, RuleType> fields = output.All.ToDictionary(
        static field => field.Name,
        static field => field.Spec.Type
    );

    /// <summary>Reads it.</summary>
    public VerdictOptions Read()
    {
        if (map is null)
        {
            return new VerdictOptions();
        }

        RefuseTakenNames(map);
        ExpressionRule[] rules = [.. ReadExpressions(map, "reject", Verdict.Reject), .. ReadExpressions(map, "warn", Verdict.Warn)];
        var options = new VerdictOptions
        {
            Expressions = rules,
            Policy = new VerdictPolicy { RejectWins = map.Optional("reject_wins", Scalars.Flag, false) },
            Values = given,
        };
        map.RefuseUnknownKeys();
        return options;
    }

    private IEnumerable<ExpressionRule> ReadExpressions(YamlMap section, string key, Verdict verdict)
    {
        IReadOnlyList<YamlScalar> scalars = section.OneOrMore(key);
        if (scalars.Count > MostExpressions)
        {
            section.Refuse(key, $"it has {scalars.Count} expressions", $"Write at most {MostExpressions}.");
            return [];
        }

        var reader = new ExpressionReader(fields, [.. given.Keys]);
        return
        [
            .. scalars
                .Select(scalar => ReadOne(section, key, scalar, reader))
                .OfType<RuleExpression>()
                .Select(one => new ExpressionRule(one, verdict)),
        ];
    }

    private RuleExpression? ReadOne(YamlMap section, string key, YamlScalar scalar, ExpressionReader reader)
    {
        if (section.Read<string?>(key, scalar, Scalars.Text, null) is not { } text)
        {
            return null;
        }

        ExpressionParse parse = reader.Read(text);
        if (parse.Fault is { } fault && output.TypesAreKnown)
        {
            section.RefuseAt(scalar.PlaceOf(fault.Line, fault.Column), key, fault.Message, fault.Remedy);
        }

        if (parse.Expression is { } expression)
        {
            RefuseValuesOfAnotherType(section, key, scalar, expression);
        }

        return parse.Expression;
    }

    private void RefuseValuesOfAnotherType(YamlMap section, string key, YamlScalar scalar, RuleExpression expression)
    {
        foreach ((string name, RuleType type) in expression.Names)
        {
            if (!fields.ContainsKey(name) && given.TryGetValue(name, out string? value) && !Fits(value, type))
            {
                section.RefuseAt(
                    scalar.Place,
                    key,
                    $"'values' gives '{name}' the text '{value}', which is not of the kind that it is compared with",
                    "Correct one of the two."
                );
            }
        }
    }

    private static bool Fits(string value, RuleType type) =>
        type switch
        {
            RuleType.Number => FieldText.Number(value) is not null,
            RuleType.Boolean => bool.TryParse(value, out _),
            RuleType.Date => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            _ => true,
        };

    private void RefuseTakenNames(YamlMap section)
    {
        foreach (string name in given.Keys)
        {
            string? taken =
                fields.ContainsKey(name) ? "a field has this name"
                : ExpressionNames.OfEveryReading.Contains(name) ? "every reading has a value of this name"
                : fields.ContainsKey(name.Replace(ExpressionNames.ProbabilityOf, "", StringComparison.Ordinal))
                    ? "a field's probability has this name"
                : null;
            if (taken is not null)
            {
                section.Refuse("values", $"'{name}': {taken}", "Choose another one.");
            }
        }
    }
}
