namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Text whose lone surrogates, which UTF-8 cannot say, are U+FFFD.</summary>
internal static class WellFormedText
{
    /// <summary>Writes the well-formed form of <paramref name="text"/>, of the same length.</summary>
    public static void Write(ReadOnlySpan<char> text, Span<char> wellFormed)
    {
        text.CopyTo(wellFormed);
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else
            {
                wellFormed[i] = '\uFFFD';
            }
        }
    }

    /// <summary>The well-formed form of <paramref name="text"/>.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (target, source) => Write(source, target));
}
