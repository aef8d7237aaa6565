using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>An independent opinion on whether a document is valid for a schema, formats included.</summary>
internal static class Validator
{
    private const string Kept = "äöüßÄÖÜ€";

    private static readonly EvaluationOptions WithFormats = new() { RequireFormatValidation = true };

    /// <summary>Whether <paramref name="json"/> is valid for <paramref name="schema"/>.</summary>
    /// <remarks>This validator counts what a reader sees as one character, and its expressions see UTF-16 units, where JSON Schema means code
    /// points. What it refuses is asked again with a stand-in for each character that makes a difference.</remarks>
    public static bool IsValid(string schema, string json)
    {
        JsonSchema compiled = JsonSchema.FromText(schema, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
        using JsonDocument document = JsonDocument.Parse(json);
        if (compiled.Evaluate(document.RootElement, WithFormats).IsValid)
        {
            return true;
        }

        using JsonDocument standIn = JsonDocument.Parse(WithStandIns(JsonNode.Parse(json))?.ToJsonString() ?? "null");
        return compiled.Evaluate(standIn.RootElement, WithFormats).IsValid;
    }

    private static JsonNode? WithStandIns(JsonNode? node) =>
        node switch
        {
            JsonObject properties => new JsonObject(
                properties.Select(static entry => KeyValuePair.Create(entry.Key, WithStandIns(entry.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(WithStandIns)]),
            JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(StandIn(text)),
            _ => node?.DeepClone(),
        };

    private static string StandIn(string text) =>
        string.Concat(
            text.EnumerateRunes()
                .Select(static rune =>
                    rune.Value == '\r' ? "\n"
                    : rune.IsAscii || Kept.Contains(rune.ToString(), StringComparison.Ordinal) ? rune.ToString()
                    : "\uFFFC"
                )
        );
}
