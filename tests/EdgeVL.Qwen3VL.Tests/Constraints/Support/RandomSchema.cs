using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>Schemas of everything that is supported, at random.</summary>
internal sealed class RandomSchema(Random random)
{
    private static readonly string[] Names =
    [
        "lot",
        "order",
        "orderId",
        "größe",
        "a b",
        "q\"uote",
        "back\\slash",
        "日付",
        "x",
        "text",
        "net_weight",
        "",
    ];
    private static readonly string[] Patterns =
    [
        "^[A-Z]{2,4}-[0-9]{4}$",
        "^[a-z]+$",
        "[0-9]",
        "^(?:ja|nein|vielleicht)$",
        "^\\S.*\\S$",
        "^[^,;]*$",
        "^(?:[0-9]{2}:){2}[0-9]{2}$",
        "x.y",
        "é.*x",
        "^[äöüß]+|€$",
    ];
    private static readonly string[] Formats = ["date", "time", "date-time", "uuid"];
    private static readonly string[] Literals =
    [
        "\"red\"",
        "\"green\"",
        "\"Grün\"",
        "12",
        "1",
        "1.5",
        "null",
        "true",
        "\"a\\nb\"",
        "[1,2]",
        "{\"k\":[]}",
    ];

    /// <summary>A whole schema, some parts of which are named elsewhere and referred to.</summary>
    public JsonObject Whole(int depth)
    {
        var definitions = new JsonObject();
        JsonObject schema = Referred(Next(depth), definitions);
        if (definitions.Count > 0)
        {
            schema["$defs"] = definitions;
        }

        return schema;
    }

    /// <summary>A schema; objects and arrays inside one another at most so deep.</summary>
    public JsonNode Next(int depth)
    {
        int kinds = depth > 0 ? 14 : 10;
        return random.Next(kinds) switch
        {
            0 => Text(),
            1 => Number("integer"),
            2 => Number("number"),
            3 => new JsonObject { ["type"] = "boolean" },
            4 => new JsonObject { ["enum"] = new JsonArray([.. Some(Literals).Select(static text => JsonNode.Parse(text))]) },
            5 => new JsonObject { ["const"] = JsonNode.Parse(Literals[random.Next(Literals.Length)]) },
            6 => new JsonObject { ["anyOf"] = new JsonArray(Text(), Number("integer"), new JsonObject { ["type"] = "null" }) },
            7 => new JsonObject { ["type"] = "string", ["format"] = Formats[random.Next(Formats.Length)] },
            8 => Types(),
            9 => Number(random.Next(2) == 0 ? "integer" : "number"),
            10 or 11 => Array(depth),
            12 => Forms(depth),
            _ => Object(depth),
        };
    }

    /// <summary>An object.</summary>
    public JsonObject Object(int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (string name in Some(Names))
        {
            properties[name] = Next(depth - 1);
            if (random.Next(3) > 0)
            {
                required.Add(name);
            }
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Next(depth - 1) };
        int least = random.Next(4);
        if (random.Next(2) == 0)
        {
            schema["minItems"] = least;
        }

        if (random.Next(3) > 0)
        {
            schema["maxItems"] = least + random.Next(4);
        }

        return schema;
    }

    private JsonObject Forms(int depth)
    {
        JsonObject Form(string kind)
        {
            JsonObject form = Object(depth - 1);
            var properties = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind } };
            foreach ((string name, JsonNode? value) in form["properties"]!.AsObject())
            {
                properties[name] = value!.DeepClone();
            }

            form["properties"] = properties;
            form["required"]!.AsArray().Add("kind");
            return form;
        }

        return new JsonObject { ["oneOf"] = new JsonArray(Form("part"), Form("parcel"), new JsonObject { ["type"] = "null" }) };
    }

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        int least = random.Next(6);
        switch (random.Next(4))
        {
            case 0:
                schema["pattern"] = Patterns[random.Next(Patterns.Length)];
                break;
            case 1:
                schema["pattern"] = Patterns[random.Next(Patterns.Length)];
                schema["maxLength"] = 9 + random.Next(20);
                break;
            case 2:
                schema["minLength"] = least;
                schema["maxLength"] = least + random.Next(12);
                break;
        }

        return schema;
    }

    // Several types with the keywords of each; those of the others say nothing.
    private JsonObject Types()
    {
        JsonObject schema = Text();
        foreach ((string keyword, JsonNode? value) in Number("number"))
        {
            schema[keyword] = value?.DeepClone();
        }

        schema["items"] = new JsonObject { ["type"] = "boolean" };
        schema["maxItems"] = random.Next(3);
        schema["type"] = new JsonArray([.. Some(["string", "number", "null", "boolean", "array"]).Select(static name => (JsonNode)name)]);
        return schema;
    }

    // Moves some schemas inside others to $defs.
    private JsonObject Referred(JsonNode schema, JsonObject definitions)
    {
        var whole = (JsonObject)schema;
        foreach (string keyword in (string[])["properties", "items", "anyOf", "oneOf"])
        {
            whole[keyword] = whole[keyword] switch
            {
                JsonArray forms => new JsonArray([.. forms.Select(form => Referred(form!.DeepClone(), definitions))]),
                JsonObject named when keyword == "properties" => new JsonObject(
                    named.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Referred(entry.Value!.DeepClone(), definitions)))
                ),
                JsonObject item => Referred(item.DeepClone(), definitions),
                _ => null,
            };
            if (whole[keyword] is null)
            {
                whole.Remove(keyword);
            }
        }

        if (random.Next(5) > 0)
        {
            return whole;
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"d/{definitions.Count}");
        definitions[name] = whole;
        return new JsonObject { ["$ref"] = $"#/$defs/{name.Replace("/", "~1", StringComparison.Ordinal)}" };
    }

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        decimal scale = Scale();
        decimal low = Math.Round((decimal)(random.NextDouble() - 0.5) * scale, 4);
        decimal width = (type == "integer" ? 3 : 0.01m) + Math.Round((decimal)random.NextDouble() * scale, 4);
        if (random.Next(3) > 0)
        {
            schema[random.Next(2) == 0 ? "minimum" : "exclusiveMinimum"] = Parse(low);
        }

        if (random.Next(3) > 0)
        {
            schema[random.Next(2) == 0 ? "maximum" : "exclusiveMaximum"] = Parse(low + width);
        }

        return schema;
    }

    private decimal Scale() =>
        random.Next(4) switch
        {
            0 => 1,
            1 => 10,
            2 => 1000,
            _ => 1_000_000,
        };

    // With an exponent now and then.
    private JsonNode Parse(decimal value) =>
        JsonNode.Parse(
            random.Next(3) == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{value * 100}E-2")
                : value.ToString(CultureInfo.InvariantCulture)
        )!;

    private string[] Some(string[] all)
    {
        string[] shuffled = [.. all];
        random.Shuffle(shuffled);
        return shuffled[..random.Next(1, Math.Min(5, all.Length))];
    }
}
