using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Constraints.Expressions;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Reads the keywords that belong to strings.</summary>
/// <param name="keywords">The schema.</param>
/// <param name="options">Budgets for what is left open.</param>
internal sealed class TextReader(KeywordReader keywords, ConstraintOptions options)
{
    // Control characters without a short escape are never written in a value.
    private static readonly CodePointSet Writable = ByteSequence.Unwritable.Complement();

    /// <summary>The shape of the strings; null where there are faults.</summary>
    public Shape.Text? Read()
    {
        if (!TryReadPattern(out CharacterAutomaton? pattern))
        {
            return null;
        }

        int? least = keywords.Count("minLength", 0);
        int? most = keywords.Count("maxLength", Math.Max(options.MaxStringLength, least ?? 0));
        if (least is null || most is null)
        {
            return null;
        }

        int counted = pattern is null ? Configuration.MostCounted : PatternLengths.MostCharacters;
        if (least > most || least > counted)
        {
            keywords.Refuse("minLength", least > most ? "it is more than maxLength" : $"it is more than {counted}");
            return null;
        }

        return new Shape.Text(keywords.Pointer, least.Value, Math.Min(most.Value, counted), pattern);
    }

    /// <summary>What the string must look like beside its length.</summary>
    /// <param name="pattern">Receives null where everything is allowed.</param>
    /// <returns>False where there are faults.</returns>
    public bool TryReadPattern(out CharacterAutomaton? pattern)
    {
        pattern = null;
        if (keywords.Has("pattern") && keywords.Has("format"))
        {
            keywords.Refuse("pattern", "it stands beside format, and the two are not intersected");
            return false;
        }

        string keyword = keywords.Has("pattern") ? "pattern" : "format";
        if (!keywords.Has(keyword))
        {
            return true;
        }

        if (keywords.Find(keyword, JsonValueKind.String) is not { } value)
        {
            return false;
        }

        try
        {
            string text = CompactJson.TextOf(value.GetString);
            pattern = keyword == "pattern" ? Search(text) : Format(text);
            return true;
        }
        catch (UnsupportedConstraintException unsupported)
        {
            keywords.Refuse(keyword, unsupported.Message);
            return false;
        }
    }

    private static CharacterAutomaton Search(string pattern)
    {
        Expression expression = Anchoring.Search(ExpressionParser.Parse(pattern));
        CharacterAutomaton automaton = CharacterAutomaton.Compile(expression, Writable);
        return automaton.Count > 0 ? automaton : throw new UnsupportedConstraintException("no text that can be written matches it");
    }

    private static CharacterAutomaton Format(string format) =>
        StringFormats.Find(format) ?? throw new UnsupportedConstraintException($"the format '{format}' is not supported");
}
