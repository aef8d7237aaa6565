using System.Numerics;
using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints.Expressions;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Reads <c>enum</c> and <c>const</c>; members that the schema's other keywords forbid are dropped.</summary>
/// <param name="keywords">The schema.</param>
/// <param name="options">Budgets for what is left open.</param>
internal sealed class LiteralReader(KeywordReader keywords, ConstraintOptions options)
{
    private static readonly string[] OfStructures = ["properties", "required", "additionalProperties", "items", "minItems", "maxItems"];

    /// <summary>The shape; null where there are faults.</summary>
    public Shape.Literals? Read()
    {
        List<JsonElement> members = [];
        if (keywords.Has("enum"))
        {
            if (keywords.Find("enum", JsonValueKind.Array) is not { } list)
            {
                return null;
            }

            members.AddRange(list.EnumerateArray());
        }

        if (keywords.Has("const"))
        {
            JsonElement only = keywords.Value("const");
            members = keywords.Has("enum") && !members.Exists(member => JsonElement.DeepEquals(member, only)) ? [] : [only];
        }

        return Restrict(members) is not { } allowed ? null
            : allowed.Count > 0 ? new Shape.Literals(keywords.Pointer, allowed)
            : NothingLeft();
    }

    private Shape.Literals? NothingLeft()
    {
        keywords.Refuse(keywords.Has("enum") ? "enum" : "const", "the other keywords leave none of its values");
        return null;
    }

    private List<JsonElement>? Restrict(List<JsonElement> members)
    {
        if (members.Exists(static member => member.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            string[] structural = [.. OfStructures.Where(keywords.Has)];
            Array.ForEach(
                structural,
                keyword => keywords.Refuse(keyword, "it stands beside listed objects or arrays, and the two are not compared")
            );
            if (structural.Length > 0)
            {
                return null;
            }
        }

        IReadOnlyList<string>? types = keywords.Has("type") ? keywords.Types() : [];
        if (types is null || !new TextReader(keywords, options).TryReadPattern(out CharacterAutomaton? pattern))
        {
            return null;
        }

        var allowed = new List<JsonElement>();
        foreach (JsonElement member in members)
        {
            bool fits =
                (types.Count == 0 || types.Any(type => JsonTypes.Is(member, type)))
                && (member.ValueKind != JsonValueKind.String || TextFits(CompactJson.TextOf(member.GetString), pattern))
                && (member.ValueKind != JsonValueKind.Number || NumberFits(member));
            if (fits && !allowed.Exists(other => JsonElement.DeepEquals(other, member)))
            {
                allowed.Add(member);
            }
        }

        return allowed;
    }

    private bool TextFits(string text, CharacterAutomaton? pattern)
    {
        int length = text.EnumerateRunes().Count();
        return length >= keywords.Count("minLength", 0)
            && length <= keywords.Count("maxLength", int.MaxValue)
            && pattern?.Matches(text) != false;
    }

    private bool NumberFits(JsonElement member)
    {
        // Finer than any member or bound that is written with so many digits.
        const int Fraction = 800;
        BigInteger value = ExactNumber.Parse(member.GetRawText()).Floor(Fraction, out _);
        BigInteger? low = NumberBounds.Low(keywords.Number("minimum"), keywords.Number("exclusiveMinimum"), Fraction);
        BigInteger? high = NumberBounds.High(keywords.Number("maximum"), keywords.Number("exclusiveMaximum"), Fraction);
        return !(value < low) && !(value > high);
    }
}
