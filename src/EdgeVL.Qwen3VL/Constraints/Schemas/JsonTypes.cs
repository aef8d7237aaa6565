using System.Text.Json;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>The type names of JSON Schema.</summary>
internal static class JsonTypes
{
    /// <summary>Whether <paramref name="value"/> is of the type of that name.</summary>
    public static bool Is(JsonElement value, string type) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => type == "null",
            JsonValueKind.True or JsonValueKind.False => type == "boolean",
            JsonValueKind.String => type == "string",
            JsonValueKind.Array => type == "array",
            JsonValueKind.Object => type == "object",
            _ => type == "number" || (type == "integer" && ExactNumber.Parse(value.GetRawText()).TryGetInteger(out _)),
        };

    /// <summary>What the first byte of a value tells: its type, integers being numbers.</summary>
    public static string KindOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "object",
            _ => "number",
        };
}
