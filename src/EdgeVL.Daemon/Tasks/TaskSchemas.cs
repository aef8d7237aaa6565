using System.Text.Json.Nodes;

namespace EdgeVL.Daemon.Tasks;

/// <summary>What the model may write: for each task the JSON Schema of its compact answer, for constrained decoding.</summary>
/// <remarks>Properties stand in the order in which the model was taught to write them. Where a model may decline there is a <c>null</c>. Bounds are
/// budgets, no rules: an answer that reaches one of them is still read.</remarks>
public static class TaskSchemas
{
    /// <summary>Most elements of a list.</summary>
    public const int MostItems = 40;

    /// <summary>Most characters of a value of a field.</summary>
    public const int LongestValue = 256;

    private const int LongestLine = 256;
    private const int LongestWord = 64;
    private const int LongestSummary = 1000;
    private const int MostCounted = 999;

    /// <summary>The schema of a question's answer.</summary>
    /// <param name="question">The question.</param>
    /// <param name="fields">What the recipe's fields may hold, by name and in order, each without its <c>null</c>.</param>
    /// <returns>A schema of the caller's own; null where the answer is in free words.</returns>
    public static JsonObject? Of(TaskQuestion question, IReadOnlyList<KeyValuePair<string, JsonObject>>? fields = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        var told = new FormsByName(fields ?? []);
        return question.Kind switch
        {
            TaskKind.Ocr when question.Prompt is null => Lines(),
            TaskKind.Ocr => AnyOf(Lines(), Object(("text", OrNull(Text(LongestLine))))),
            TaskKind.Objects => Places("label", LongestWord),
            TaskKind.Fields => Fields(question.FieldNames, told),
            TaskKind.Relation => Object(("relation", OrNull(told.Of("relation") ?? Text(LongestWord)))),
            TaskKind.Count => Object(("count", OrNull(Count(told)))),
            TaskKind.Scene when question.WantsJson => Object(
                ("lighting", told.Of("lighting") ?? Text(LongestWord)),
                ("summary", told.Of("summary") ?? Text(LongestSummary))
            ),
            TaskKind.Ask when fields is { Count: > 0 } => Fields([], told),
            _ => null,
        };
    }

    private static JsonObject? Fields(IReadOnlyList<string> names, FormsByName told)
    {
        string[] all = names.Count > 0 ? [.. names] : [.. told.Names];
        return all.Length == 0 ? null : Object([.. all.Select(name => (name, OrNull(told.Of(name) ?? Text(LongestValue))))]);
    }

    private static JsonObject Lines() => Places("text_content", LongestLine);

    private static JsonObject Places(string word, int longest) =>
        new()
        {
            ["type"] = "array",
            ["maxItems"] = MostItems,
            ["items"] = Object(("bbox_2d", Box()), (word, Text(longest))),
        };

    private static JsonObject Box() =>
        new()
        {
            ["type"] = "array",
            ["minItems"] = 4,
            ["maxItems"] = 4,
            ["items"] = WholeNumber((int)FrameCrop.RelativeUnits),
        };

    // A number of parts has no form but its digits; a recipe may list the numbers that there can be.
    private static JsonObject Count(FormsByName told) =>
        told.Of("count") is { } form && form.ContainsKey("enum") ? form : WholeNumber(MostCounted);

    private static JsonObject WholeNumber(int most) =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = 0,
            ["maximum"] = most,
        };

    private static JsonObject Text(int longest) =>
        new()
        {
            ["type"] = "string",
            ["minLength"] = 1,
            ["maxLength"] = longest,
        };

    private static JsonObject OrNull(JsonObject schema) => AnyOf(schema, new JsonObject { ["type"] = "null" });

    private static JsonObject AnyOf(params JsonNode?[] forms) => new() { ["anyOf"] = new JsonArray(forms) };

    private static JsonObject Object(params (string Name, JsonObject Schema)[] properties) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(properties.Select(static one => KeyValuePair.Create<string, JsonNode?>(one.Name, one.Schema))),
            ["required"] = new JsonArray([.. properties.Select(static one => JsonValue.Create(one.Name))]),
            ["additionalProperties"] = false,
        };

    /// <summary>The recipe's fields: each form is given out as a copy, for a node has one parent.</summary>
    private readonly struct FormsByName(IReadOnlyList<KeyValuePair<string, JsonObject>> fields)
    {
        public IEnumerable<string> Names => fields.Select(static one => one.Key);

        public JsonObject? Of(string name) => fields.FirstOrDefault(field => field.Key == name).Value?.DeepClone().AsObject();
    }
}
