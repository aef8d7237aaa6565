using System.Text.Json.Nodes;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>Schemas of the public suite, most of which name no type.</summary>
internal static class SuiteSchema
{
    private static readonly Dictionary<string, string[]> Keywords = new(StringComparer.Ordinal)
    {
        ["string"] = ["minLength", "maxLength", "pattern", "format"],
        ["number"] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        ["array"] = ["items", "minItems", "maxItems"],
        ["object"] = ["properties", "required"],
    };

    private static readonly string[] TypeGivers = ["type", "enum", "const", "anyOf", "oneOf", "$ref"];

    /// <summary>The same schema with the types that its keywords are about, and with scalars where it allows everything: a part of what it allows.</summary>
    public static JsonNode Typed(JsonNode schema)
    {
        if (schema is not JsonObject keywords)
        {
            return schema.ToJsonString() == "true" ? Scalar() : schema.DeepClone();
        }

        var typed = new JsonObject();
        foreach ((string keyword, JsonNode? value) in keywords)
        {
            typed[keyword] = keyword switch
            {
                "properties" or "$defs" when value is JsonObject named => new JsonObject(
                    named.Select(static entry => KeyValuePair.Create(entry.Key, (JsonNode?)Typed(entry.Value!)))
                ),
                "anyOf" or "oneOf" when value is JsonArray forms => new JsonArray([.. forms.Select(static form => Typed(form!))]),
                "items" => Typed(value!),
                _ => value?.DeepClone(),
            };
        }

        AddTypes(typed);
        return typed;
    }

    /// <summary>A value with the properties of its objects in the order in which <paramref name="schema"/> names them, others last.</summary>
    public static JsonNode? Ordered(JsonNode? value, JsonNode schema)
    {
        var names = new List<string>();
        CollectNames(schema, names);
        return Ordered(value, names);
    }

    /// <summary>Whether a value that is valid for a schema is so for what <see cref="Typed"/> made of it too.</summary>
    public static bool HasTypes(JsonNode schema, string json) => Validator.IsValid(WithoutPatterns(schema)!.ToJsonString(), json);

    // The validator knows neither all of the expressions nor code points, and what a pattern says was valid before.
    private static JsonNode? WithoutPatterns(JsonNode? schema) =>
        schema switch
        {
            JsonObject keywords => new JsonObject(
                keywords
                    .Where(static entry => entry.Key != "pattern" || entry.Value is JsonObject)
                    .Select(static entry => KeyValuePair.Create(entry.Key, WithoutPatterns(entry.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(WithoutPatterns)]),
            _ => schema?.DeepClone(),
        };

    private static void AddTypes(JsonObject schema)
    {
        string[] types = [.. Keywords.Where(entry => entry.Value.Any(schema.ContainsKey)).Select(static entry => entry.Key)];
        if (!TypeGivers.Any(schema.ContainsKey))
        {
            schema["type"] =
                types.Length == 0 ? Scalar()["type"]!.DeepClone() : new JsonArray([.. types.Select(static type => (JsonNode)type)]);
        }

        if (!schema.ContainsKey("items") && schema["type"]?.ToJsonString().Contains("\"array\"", StringComparison.Ordinal) == true)
        {
            schema["items"] = Scalar();
        }

        foreach (string name in schema["required"] is JsonArray required ? required.Select(static name => (string)name!) : [])
        {
            var properties = (schema["properties"] ??= new JsonObject()) as JsonObject;
            properties!.TryAdd(name, Scalar());
        }
    }

    private static JsonObject Scalar() => new() { ["type"] = new JsonArray("null", "boolean", "number", "string") };

    private static void CollectNames(JsonNode? node, List<string> names)
    {
        foreach ((string name, JsonNode? value) in node as JsonObject ?? [])
        {
            if (!names.Contains(name))
            {
                names.Add(name);
            }

            CollectNames(value, names);
        }

        foreach (JsonNode? item in node as JsonArray ?? [])
        {
            CollectNames(item, names);
        }
    }

    private static JsonNode? Ordered(JsonNode? value, List<string> names) =>
        value switch
        {
            JsonObject properties => new JsonObject(
                properties
                    .OrderBy(entry => names.IndexOf(entry.Key) is >= 0 and int index ? index : int.MaxValue)
                    .Select(entry => KeyValuePair.Create(entry.Key, Ordered(entry.Value, names)))
            ),
            JsonArray items => new JsonArray([.. items.Select(item => Ordered(item, names))]),
            _ => value?.DeepClone(),
        };
}
