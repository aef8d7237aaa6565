using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Recipes;

/// <summary>What a field looks like: its type, and those rules on its text whose breach means a misread.</summary>
/// <remarks>It is what the model may write for the field, and what tells a field among lines of text. A rule that the recipe turns into a
/// matter of the part (<c>broken: reject</c>) is not in it: a misprint must be readable.</remarks>
internal sealed partial class FieldForm
{
    private readonly FieldType type;
    private readonly string? pattern;
    private readonly LengthRule? length;
    private readonly ChoiceRule? choice;
    private readonly ITextForm[] rules;

    private FieldForm(FieldType type, IReadOnlyList<FieldRule> rules)
    {
        this.type = type;
        FieldRule[] told = [.. rules.Where(static rule => rule is ITextForm && (rule.Broken ?? Verdict.NoRead) == Verdict.NoRead)];
        PatternRule? own = told.OfType<PatternRule>().FirstOrDefault();
        length = told.OfType<LengthRule>().FirstOrDefault();
        choice = told.OfType<ChoiceRule>().FirstOrDefault();
        pattern = own?.Pattern ?? DatePattern(type, rules);
        this.rules =
        [
            .. told.OfType<ITextForm>(),
            .. own is null && pattern is not null ? [new PatternRule(pattern)] : Array.Empty<ITextForm>(),
        ];
    }

    /// <summary>The form of a field.</summary>
    public static FieldForm Of(FieldType type, IReadOnlyList<FieldRule> rules) => new(type, rules);

    /// <summary>Whether it says what a value looks like, character by character.</summary>
    public bool HasPattern => pattern is not null;

    /// <summary>Whether a text has this form.</summary>
    public bool Allows(string text) =>
        type switch
        {
            FieldType.Boolean => false, // nobody prints true or false
            FieldType.Integer => WholeNumber().IsMatch(text),
            FieldType.Number => FieldText.Number(text) is not null,
            _ => !string.IsNullOrWhiteSpace(text),
        } && Array.TrueForAll(rules, rule => rule.Allows(text));

    /// <summary>The form as a JSON Schema.</summary>
    public JsonObject ToSchema() =>
        type switch
        {
            FieldType.Boolean => new JsonObject { ["type"] = "boolean" },
            FieldType.Number => new JsonObject { ["type"] = "number" },
            FieldType.Integer when choice is null => new JsonObject { ["type"] = "integer" },
            FieldType.Integer => new JsonObject
            {
                ["type"] = "integer",
                ["enum"] = new JsonArray([.. choice.Values.Select(static value => JsonNode.Parse(value))]),
            },
            _ when choice is not null => new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. choice.Values.Select(static value => JsonValue.Create(value))]),
            },
            _ => TextSchema(),
        };

    private JsonObject TextSchema()
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (pattern is not null)
        {
            schema["pattern"] = $"^(?:{pattern})$";
        }

        schema["minLength"] = Math.Max(1, length?.Min ?? 1); // an empty text is no reading: there is null for that
        schema["maxLength"] = length?.Max ?? TaskSchemas.LongestValue;
        return schema;
    }

    // The digits of a day, not whether there is one: a month 19 shows that something was misread.
    private static string? DatePattern(FieldType type, IReadOnlyList<FieldRule> rules) =>
        rules.OfType<DateRule>().FirstOrDefault()?.Format.Pattern
        ?? (type == FieldType.Date ? DateFormat.Parse(DateReader.Usual).Pattern : null);

    [GeneratedRegex(@"\A-?[0-9]{1,28}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();
}
