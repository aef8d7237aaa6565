using System.Numerics;
using System.Text.Json;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Reads the keywords of one schema; what has the wrong form becomes a fault.</summary>
/// <param name="schema">An object.</param>
/// <param name="pointer">Its place.</param>
/// <param name="faults">Receives the faults.</param>
internal sealed class KeywordReader(JsonElement schema, string pointer, SchemaFaults faults)
{
    private static readonly string[] TypeNames = ["null", "boolean", "integer", "number", "string", "array", "object"];

    /// <summary>JSON pointer of the schema.</summary>
    public string Pointer => pointer;

    /// <summary>Whether the keyword is there.</summary>
    public bool Has(string keyword) => schema.TryGetProperty(keyword, out _);

    /// <summary>Notes a fault of one keyword.</summary>
    public void Refuse(string keyword, string reason) => faults.Add(SchemaPointer.Join(pointer, keyword), reason);

    /// <summary>Notes every keyword that cannot be kept; false where there are some.</summary>
    public bool AreUnderstood(bool isRoot)
    {
        bool understood = true;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            string keyword = CompactJson.TextOf(() => property.Name);
            string? reason =
                !seen.Add(keyword) ? "it stands twice"
                : SchemaKeywords.Understood.Contains(keyword) || SchemaKeywords.Annotations.Contains(keyword) ? null
                : keyword == "$id" && isRoot ? null
                : keyword == "uniqueItems" && property.Value.ValueKind == JsonValueKind.False ? null
                : SchemaKeywords.ReasonAgainst(keyword);
            if (reason is not null)
            {
                Refuse(keyword, reason);
                understood = false;
            }
        }

        return understood;
    }

    /// <summary>Notes every other keyword that has a say in what is valid; false where there are some.</summary>
    public bool StandsAlone(string keyword, string? beside = null)
    {
        string[] others = [.. schema.EnumerateObject().Select(static property => property.Name).Where(SchemaKeywords.Understood.Contains)];
        string[] tooMany = [.. others.Where(other => other != keyword && other != beside)];
        foreach (string other in tooMany)
        {
            Refuse(other, $"it stands beside {keyword}, and schemas are not intersected");
        }

        return tooMany.Length == 0;
    }

    /// <summary>The value of a keyword; null where it is missing, or noted where it is of another kind.</summary>
    public JsonElement? Find(string keyword, JsonValueKind kind)
    {
        if (!schema.TryGetProperty(keyword, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        Refuse(keyword, $"it is no {kind.ToString().ToLowerInvariant()}");
        return null;
    }

    /// <summary>The value of a keyword, whatever it is.</summary>
    public JsonElement Value(string keyword) => schema.GetProperty(keyword);

    /// <summary>A count; <paramref name="otherwise"/> where it is missing, null and noted where it is no whole number from 0 on.</summary>
    public int? Count(string keyword, int otherwise)
    {
        if (!Has(keyword))
        {
            return otherwise;
        }

        if (Number(keyword) is not { } number)
        {
            return null;
        }

        if (number.TryGetInteger(out BigInteger value) && value.Sign >= 0)
        {
            return (int)BigInteger.Min(value, int.MaxValue);
        }

        Refuse(keyword, "it is no whole number from 0 on");
        return null;
    }

    /// <summary>A number; null where it is missing, or noted where it is none.</summary>
    public ExactNumber? Number(string keyword)
    {
        if (Find(keyword, JsonValueKind.Number) is not { } value)
        {
            return null;
        }

        try
        {
            return ExactNumber.Parse(value.GetRawText());
        }
        catch (UnsupportedConstraintException unsupported)
        {
            Refuse(keyword, unsupported.Message);
            return null;
        }
    }

    /// <summary>The distinct names of <c>type</c>; null and noted where it is none of the two forms.</summary>
    public IReadOnlyList<string>? Types()
    {
        JsonElement value = schema.GetProperty("type");
        JsonElement[] list = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        string[] names =
        [
            .. list.Select(static item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText()).Distinct(),
        ];
        if (names.Length > 0 && names.All(TypeNames.Contains))
        {
            return names;
        }

        Refuse("type", $"it is none of {string.Join(", ", TypeNames)}, nor a list of them");
        return null;
    }
}
