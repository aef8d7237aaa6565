using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>Rules of one field that no value can fulfil together.</summary>
internal static class RuleContradictions
{
    /// <summary>Reports each choice that another rule on the text never lets pass.</summary>
    public static void Refuse(YamlMap field, IReadOnlyList<FieldRule> rules)
    {
        if (rules.OfType<ChoiceRule>().FirstOrDefault() is not { } choice)
        {
            return;
        }

        foreach (string value in choice.Values.Where(static value => value.Length > 0)) // an empty one was refused already
        {
            if (Obstacle(value, rules) is { } rule)
            {
                field.Refuse("choice", $"'{value}' breaks the {rule} beside it", "Correct one of the two.");
            }
        }
    }

    private static string? Obstacle(string value, IReadOnlyList<FieldRule> rules) =>
        rules
            .Where(static rule => (rule.Broken ?? Verdict.NoRead) == Verdict.NoRead) // what is a matter of the part may well be listed
            .Select(rule =>
                rule switch
                {
                    PatternRule pattern when !((ITextForm)pattern).Allows(value) => "pattern",
                    LengthRule length when !((ITextForm)length).Allows(value) => "length",
                    ChecksumRule checksum when !checksum.Scheme.IsValid(value) => "checksum",
                    _ => null,
                }
            )
            .FirstOrDefault(static name => name is not null);
}
