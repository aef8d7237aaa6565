using System.Text.Json;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Understands a schema as shapes; whatever is not understood becomes a fault with its place.</summary>
internal sealed class SchemaReader
{
    private const int Deepest = 64;

    private readonly JsonElement root;
    private readonly ConstraintOptions options;
    private readonly SchemaFaults faults = new();
    private readonly Dictionary<string, Shape?> referenced = new(StringComparer.Ordinal);
    private readonly List<string> open = [];

    private SchemaReader(JsonElement root, ConstraintOptions options)
    {
        this.root = root;
        this.options = options;
    }

    /// <summary>Reads a whole schema.</summary>
    /// <exception cref="Contracts.Faults.FaultException">The faults of the schema, all together.</exception>
    public static Shape Read(JsonElement schema, ConstraintOptions options)
    {
        var reader = new SchemaReader(schema, options);
        Shape? shape = reader.ReadSchema(schema, "");
        reader.faults.ThrowIfAny();
        return shape!;
    }

    /// <summary>Reads one schema; null where it has faults.</summary>
    public Shape? ReadSchema(JsonElement schema, string pointer)
    {
        if (open.Contains(pointer) || open.Count == Deepest)
        {
            faults.Add(pointer, open.Count == Deepest ? $"schemas deeper than {Deepest}" : "a schema that contains itself");
            return null;
        }

        open.Add(pointer);
        try
        {
            return ReadOpen(schema, pointer);
        }
        catch (UnsupportedConstraintException unsupported)
        {
            faults.Add(pointer, unsupported.Message);
            return null;
        }
        finally
        {
            open.RemoveAt(open.Count - 1);
        }
    }

    private Shape? ReadOpen(JsonElement schema, string pointer)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            faults.Add(pointer, schema.ValueKind == JsonValueKind.True ? "it allows everything; give it a type" : "it allows nothing");
            return null;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            faults.Add(pointer, "a schema is an object");
            return null;
        }

        var keywords = new KeywordReader(schema, pointer, faults);
        return !keywords.AreUnderstood(isRoot: pointer.Length == 0) ? null
            : keywords.Has("$ref") ? ReadReference(keywords)
            : keywords.Has("anyOf") || keywords.Has("oneOf") ? ReadForms(keywords)
            : keywords.Has("enum") || keywords.Has("const") ? new LiteralReader(keywords, options).Read()
            : ReadTypes(keywords);
    }

    private Shape? ReadReference(KeywordReader keywords)
    {
        if (!keywords.StandsAlone("$ref"))
        {
            return null;
        }

        string place = SchemaPointer.Join(keywords.Pointer, "$ref");
        if (keywords.Find("$ref", JsonValueKind.String) is not { } value)
        {
            return null;
        }

        try
        {
            SchemaPointer.Resolve(root, CompactJson.TextOf(value.GetString), out string pointer, out JsonElement target);
            if (open.Contains(pointer))
            {
                faults.Add(place, "a reference back to a schema around it: recursion is not supported");
                return null;
            }

            if (!referenced.TryGetValue(pointer, out Shape? shape))
            {
                referenced[pointer] = shape = ReadSchema(target, pointer);
            }

            return shape;
        }
        catch (UnsupportedConstraintException unsupported)
        {
            faults.Add(place, unsupported.Message);
            return null;
        }
    }

    private Shape? ReadForms(KeywordReader keywords)
    {
        string keyword = keywords.Has("anyOf") ? "anyOf" : "oneOf";
        if (!keywords.StandsAlone(keyword, "type"))
        {
            return null;
        }

        if (keywords.Find(keyword, JsonValueKind.Array) is not { } list || list.GetArrayLength() == 0)
        {
            faults.Add(SchemaPointer.Join(keywords.Pointer, keyword), "it needs at least one schema");
            return null;
        }

        string place = SchemaPointer.Join(keywords.Pointer, keyword);
        List<Shape?> forms =
        [
            .. list.EnumerateArray().Index().Select(item => ReadSchema(item.Item, SchemaPointer.Join(place, item.Index))),
        ];
        IReadOnlyList<string>? types = keywords.Has("type") ? keywords.Types() : null;
        if (forms.Contains(null) || (keywords.Has("type") && types is null))
        {
            return null;
        }

        try
        {
            return FormMerger.Merge(place, forms!, isExclusive: keyword == "oneOf", types);
        }
        catch (UnsupportedConstraintException unsupported)
        {
            faults.Add(place, unsupported.Message);
            return null;
        }
    }

    private Shape? ReadTypes(KeywordReader keywords)
    {
        if (!keywords.Has("type"))
        {
            faults.Add(keywords.Pointer, "it has no type, enum, const, anyOf, oneOf or $ref, and so allows values of every type");
            return null;
        }

        if (keywords.Types() is not { } types)
        {
            return null;
        }

        var typed = new TypeReader(this, keywords, options);

        // An integer is a number too.
        List<Shape?> forms = [.. types.Where(type => type != "integer" || !types.Contains("number")).Select(typed.Read)];
        return forms.Contains(null) ? null
            : forms is [Shape only] ? only
            : new Shape.Either(keywords.Pointer, forms!);
    }
}
