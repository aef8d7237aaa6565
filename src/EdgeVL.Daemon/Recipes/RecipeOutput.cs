using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Recipes;

/// <summary>The output of one reading: the recipe's fields, filled from what the task read.</summary>
/// <param name="Fields">Every field of the recipe, and those that the answer has besides.</param>
/// <param name="Findings">Fields that several texts claim.</param>
public sealed record RecipeOutput(IReadOnlyDictionary<string, FieldReading> Fields, IReadOnlyList<Finding> Findings)
{
    /// <summary>Fills the fields of a recipe.</summary>
    /// <remarks>With <c>ocr</c> a field is the text that has the field's form: its pattern, choice, length and type. Equal texts are one, the
    /// most probable of them; of several different texts none is taken.</remarks>
    /// <param name="output">The recipe's fields.</param>
    /// <param name="answer">What the task read.</param>
    public static RecipeOutput Of(IReadOnlyList<OutputField> output, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(answer);
        var fields = new Dictionary<string, FieldReading>(answer.Fields);
        var findings = new List<Finding>();
        foreach (OutputField field in output.Where(field => !fields.ContainsKey(field.Name)))
        {
            TextReading[] claims = [.. ClaimsOf(field, answer).OrderByDescending(static text => text.Probability ?? 0)];
            string[] different = [.. claims.Select(static text => text.Text).Distinct()];
            fields[field.Name] = different.Length == 1 ? Reading(field, claims[0]) : new FieldReading(null, null);
            if (different.Length > 1)
            {
                findings.Add(Ambiguous(field, different));
            }
        }

        return new RecipeOutput(fields, findings);
    }

    /// <summary>The output without the value of a field, which stays as the candidate that it was.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="why">What speaks against it.</param>
    internal RecipeOutput Withhold(string field, Finding why)
    {
        FieldReading reading = Fields[field];
        string? candidate = reading.Raw ?? (reading.Value is { } value ? FieldText.Of(value) : null);
        var fields = new Dictionary<string, FieldReading>(Fields) { [field] = reading with { Value = null, Raw = candidate } };
        return new RecipeOutput(fields, [.. Findings, why]);
    }

    /// <summary>Every text that may be the field.</summary>
    private static IEnumerable<TextReading> ClaimsOf(OutputField field, TaskAnswer answer) =>
        field.Name switch
        {
            "lighting" when answer.Scene is { } scene => Words(scene.Lighting, scene.Probability),
            "summary" when answer.Scene is { } scene => Words(scene.Summary, probability: null),
            "relation" when answer.Relations.Count > 0 => answer.Relations.Select(static one => new TextReading(one.Relation, Box: null)
            {
                Probability = one.Probability,
            }),
            _ => answer.Texts.Where(text => field.CanBe(text.Text)),
        };

    private static IEnumerable<TextReading> Words(string? words, double? probability) =>
        words is null ? [] : [new TextReading(words, Box: null) { Probability = probability }];

    private static Finding Ambiguous(OutputField field, string[] texts) =>
        new(
            new Reason(RuleCode.Ambiguous, field.Name, new JsonArray([.. texts.Select(static text => JsonValue.Create(text))])),
            field.Spec.Required ? Verdict.NoRead : Verdict.Warn
        );

    // A display's 2.50 stays 2.50; 05 is no number of JSON, and is 5.
    private static FieldReading Reading(OutputField field, TextReading text)
    {
        JsonNode value =
            field.Spec.Type == RuleType.Number ? JsonValue.Create(FieldText.Number(text.Text)!.Value) : JsonValue.Create(text.Text);
        return new FieldReading(value, text.Text)
        {
            Probability = text.Probability,
            Weakest = text.Measured?.Weakest,
            RunnerUp = text.Measured?.RunnerUp,
            AllowedMass = text.Measured?.AllowedMass,
            Box = text.Box,
        };
    }
}
