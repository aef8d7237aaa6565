using System.Numerics;
using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Reads the keywords that belong to a type; those of other types say nothing about its values.</summary>
/// <param name="schemas">Reads the schemas inside.</param>
/// <param name="keywords">The schema.</param>
/// <param name="options">Budgets for what is left open.</param>
internal sealed class TypeReader(SchemaReader schemas, KeywordReader keywords, ConstraintOptions options)
{
    private static readonly JsonElement Null = JsonElement.Parse("null");
    private static readonly JsonElement[] Booleans = [JsonElement.Parse("true"), JsonElement.Parse("false")];

    /// <summary>The shape of the values of one type; null where there are faults.</summary>
    public Shape? Read(string type) =>
        type switch
        {
            "null" => new Shape.Literals(keywords.Pointer, [Null]),
            "boolean" => new Shape.Literals(keywords.Pointer, Booleans),
            "integer" => ReadNumber(0, options.MaxIntegerDigits),
            "number" => ReadNumber(options.MaxFractionDigits, options.MaxNumberDigits + options.MaxFractionDigits),
            "string" => new TextReader(keywords, options).Read(),
            "array" => ReadArray(),
            _ => ReadObject(),
        };

    private Shape.Number? ReadNumber(int fraction, int digits)
    {
        foreach (string keyword in (string[])["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        {
            if (keywords.Has(keyword) && keywords.Number(keyword) is null)
            {
                return null;
            }
        }

        BigInteger? low = NumberBounds.Low(keywords.Number("minimum"), keywords.Number("exclusiveMinimum"), fraction);
        BigInteger? high = NumberBounds.High(keywords.Number("maximum"), keywords.Number("exclusiveMaximum"), fraction);
        BigInteger lowest = low ?? -NumberBounds.Budget(-high, digits);
        BigInteger highest = high ?? NumberBounds.Budget(low, digits);
        if (lowest <= highest)
        {
            return new Shape.Number(keywords.Pointer, lowest, highest, fraction);
        }

        keywords.Refuse("type", $"no number of at most {fraction} digits behind the point lies within the bounds");
        return null;
    }

    private Shape.Array? ReadArray()
    {
        int? least = keywords.Count("minItems", 0);
        int? most = keywords.Count("maxItems", Math.Max(options.MaxItems, least ?? 0));
        if (least is null || most is null)
        {
            return null;
        }

        if (least > most || least > Configuration.MostCounted)
        {
            keywords.Refuse("minItems", least > most ? "it is more than maxItems" : $"it is more than {Configuration.MostCounted}");
            return null;
        }

        if (most == 0)
        {
            return new Shape.Array(keywords.Pointer, null, 0, 0);
        }

        if (!keywords.Has("items"))
        {
            keywords.Refuse("items", "it is missing, and so items of every type are allowed");
            return null;
        }

        JsonElement items = keywords.Value("items");
        if (items.ValueKind == JsonValueKind.False && least == 0)
        {
            return new Shape.Array(keywords.Pointer, null, 0, 0);
        }

        Shape? item = schemas.ReadSchema(items, SchemaPointer.Join(keywords.Pointer, "items"));
        return item is null ? null : new Shape.Array(keywords.Pointer, item, least.Value, Math.Min(most.Value, Configuration.MostCounted));
    }

    private Shape.Object? ReadObject()
    {
        HashSet<string>? required = ReadRequired();
        List<Shape.Property>? properties = keywords.Has("properties") ? ReadProperties(required ?? []) : [];
        if (required is null || properties is null)
        {
            return null;
        }

        foreach (string name in required.Where(name => !properties.Exists(property => property.Name == name)))
        {
            keywords.Refuse("required", $"'{name}' is not among the properties, and so its value may be anything");
            properties = null;
        }

        return properties is null ? null : new Shape.Object(keywords.Pointer, properties);
    }

    private HashSet<string>? ReadRequired()
    {
        if (!keywords.Has("required"))
        {
            return [];
        }

        if (keywords.Find("required", JsonValueKind.Array) is not { } list)
        {
            return null;
        }

        if (list.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String))
        {
            return [.. list.EnumerateArray().Select(static item => CompactJson.TextOf(item.GetString))];
        }

        keywords.Refuse("required", "it is no list of names");
        return null;
    }

    private List<Shape.Property>? ReadProperties(HashSet<string> required)
    {
        if (keywords.Find("properties", JsonValueKind.Object) is not { } list)
        {
            return null;
        }

        string place = SchemaPointer.Join(keywords.Pointer, "properties");
        var properties = new List<Shape.Property>();
        bool complete = true;
        foreach (JsonProperty entry in list.EnumerateObject())
        {
            string name = CompactJson.TextOf(() => entry.Name);
            Shape? value = schemas.ReadSchema(entry.Value, SchemaPointer.Join(place, name));
            if (properties.Exists(property => property.Name == name))
            {
                keywords.Refuse("properties", $"'{name}' stands twice");
            }

            complete &= value is not null;
            properties.Add(new Shape.Property(name, value!, required.Contains(name)));
        }

        return complete ? properties : null;
    }
}
