using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Reads <c>expected</c>: the value that the field must have comes with the trigger, or from <c>verdict.values</c>.</summary>
internal sealed class ExpectedReader(YamlMap field, FieldType type, IReadOnlyDictionary<string, string> given)
{
    /// <summary>Reads it.</summary>
    public IEnumerable<FieldRule> Read() =>
        field.Either<ExpectedRule>(
            "expected",
            Rule,
            map =>
            {
                ExpectedRule? rule = map.Required("name", Rule);
                rule = rule is null ? null : rule with { Broken = BrokenVerdict.Read(map) };
                map.RefuseUnknownKeys();
                return rule;
            }
        )
            is { } rule
            ? [rule]
            : [];

    private ExpectedRule Rule(YamlScalar scalar)
    {
        string name =
            scalar.Kind == ScalarKind.Boolean && scalar.Text == "true" ? TriggerNames.Expected : Identifiers.Parse(Scalars.Text(scalar));
        if (type is FieldType.Number or FieldType.Integer && given.TryGetValue(name, out string? value) && FieldText.Number(value) is null)
        {
            throw ValueFault.Of($"'verdict.values' gives '{name}' the text '{value}', which is no number", "Correct one of the two.");
        }

        bool known = TriggerNames.IsBare(name, given.Keys) || name.StartsWith(TriggerNames.Prefix, StringComparison.Ordinal);
        return new ExpectedRule(known ? name : TriggerNames.Prefix + name);
    }
}
