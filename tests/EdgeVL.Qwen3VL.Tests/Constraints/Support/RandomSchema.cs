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

    /// <summary>A schema; objects and arrays inside one another at most so deep.</summary>
    public JsonNode Next(int depth)
    {
        int kinds = depth > 0 ? 11 : 8;
        return random.Next(kinds) switch
        {
            0 => Text(),
            1 => Number("integer"),
            2 => Number("number"),
            3 => new JsonObject { ["type"] = "boolean" },
            4 => new JsonObject { ["enum"] = new JsonArray([.. Some(Literals).Select(static text => JsonNode.Parse(text))]) },
            5 => new JsonObject { ["type"] = new JsonArray("string", "null"), ["maxLength"] = random.Next(1, 20) },
            6 => new JsonObject { ["anyOf"] = new JsonArray(Text(), Number("integer"), new JsonObject { ["type"] = "null" }) },
            7 => new JsonObject { ["type"] = "string", ["format"] = Formats[random.Next(Formats.Length)] },
            8 => Array(depth),
            9 => Forms(depth),
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

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        decimal low = Math.Round((decimal)(random.NextDouble() - 0.5) * Scale(), 2);
        decimal high = low + 1 + Math.Round((decimal)random.NextDouble() * Scale(), 2);
        schema["minimum"] = random.Next(3) == 0 ? null : Parse(low);
        schema["exclusiveMaximum"] = random.Next(3) == 0 ? null : Parse(high + 1);
        foreach (string keyword in (string[])["minimum", "exclusiveMaximum"])
        {
            if (schema[keyword] is null)
            {
                schema.Remove(keyword);
            }
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

    private static JsonNode Parse(decimal value) => JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))!;

    private string[] Some(string[] all)
    {
        string[] shuffled = [.. all];
        random.Shuffle(shuffled);
        return shuffled[..random.Next(1, Math.Min(5, all.Length))];
    }
}
