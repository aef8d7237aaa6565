using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Cli.Evaluation;

/// <summary>The form of a labelled question's answer, so that each value of an answer gets its probability.</summary>
internal sealed class AskForm
{
    private const int LongestText = 64;
    private const int LongestSummary = 400;
    private const int MostItems = 40;

    private static readonly ConstraintCache Cache = new();

    private AskForm(CompiledConstraint constraint, string? wordKey)
    {
        Constraint = constraint;
        WordKey = wordKey;
    }

    /// <summary>The form.</summary>
    public CompiledConstraint Constraint { get; }

    /// <summary>For a list of boxes, the key of their words; null for an object of values.</summary>
    public string? WordKey { get; }

    /// <summary>The form of the answers to <paramref name="ask"/>: its keys, not its values; null for words.</summary>
    public static AskForm? Of(TruthAsk ask)
    {
        JsonNode? truth = Parse(ask.Answer);
        return truth switch
        {
            JsonObject fields => new AskForm(Compile(ObjectSchema(fields)), null),
            JsonArray when ask.Task == "ocr" => new AskForm(Compile(ListSchema("text_content")), "text_content"),
            JsonArray => new AskForm(Compile(ListSchema("label")), "label"),
            _ => null,
        };
    }

    private static JsonObject ObjectSchema(JsonObject truth)
    {
        var properties = new JsonObject();
        foreach ((string key, JsonNode? value) in truth)
        {
            properties[key] = value?.GetValueKind() switch
            {
                JsonValueKind.Number => new JsonObject
                {
                    ["type"] = new JsonArray("integer", "null"),
                    ["minimum"] = 0,
                    ["maximum"] = 99999,
                },
                JsonValueKind.True or JsonValueKind.False => new JsonObject { ["type"] = new JsonArray("boolean", "null") },
                _ => new JsonObject
                {
                    ["type"] = new JsonArray("string", "null"),
                    ["maxLength"] = key == "summary" ? LongestSummary : LongestText,
                },
            };
        }

        return Strict(properties);
    }

    private static JsonObject ListSchema(string wordKey) =>
        new()
        {
            ["type"] = "array",
            ["maxItems"] = MostItems,
            ["items"] = Strict(
                new JsonObject
                {
                    ["bbox_2d"] = new JsonObject
                    {
                        ["type"] = "array",
                        ["minItems"] = 4,
                        ["maxItems"] = 4,
                        ["items"] = new JsonObject
                        {
                            ["type"] = "integer",
                            ["minimum"] = 0,
                            ["maximum"] = 1000,
                        },
                    },
                    [wordKey] = new JsonObject { ["type"] = "string", ["maxLength"] = LongestText },
                }
            ),
        };

    private static JsonObject Strict(JsonObject properties) =>
        new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. properties.Select(static entry => JsonValue.Create(entry.Key))]),
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };

    private static CompiledConstraint Compile(JsonObject schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema.ToJsonString());
        return Cache.Get(document.RootElement);
    }

    private static JsonNode? Parse(string answer)
    {
        try
        {
            return JsonNode.Parse(answer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
