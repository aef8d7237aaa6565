using System.Globalization;
using System.Text;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Cuts text into the pieces that are merged each by itself: the Qwen pattern, over code points.</summary>
/// <remarks>By hand because .NET's expressions see UTF-16 units: their <c>\p{L}</c> misses every letter beyond U+FFFF.</remarks>
internal static class PreTokenizer
{
    /// <summary>The one pattern that this class implements, as it stands in <c>tokenizer.json</c>.</summary>
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Symbol,
    }

    /// <summary>Length of the first piece of <paramref name="text"/>, in UTF-16 units.</summary>
    /// <param name="text">Not empty, without lone surrogates.</param>
    public static int FirstPiece(ReadOnlySpan<char> text)
    {
        int contraction = Contraction(text);
        if (contraction > 0)
        {
            return contraction;
        }

        Kind kind = KindAt(text, 0, out int length);
        if (kind == Kind.Letter)
        {
            return RunEnd(text, length, Kind.Letter);
        }

        if (kind == Kind.Number)
        {
            return length;
        }

        bool lineEnd = text[0] is '\r' or '\n';
        Kind next = length < text.Length ? KindAt(text, length, out int nextLength) : KindAtEnd(out nextLength);
        if (!lineEnd && next == Kind.Letter)
        {
            return RunEnd(text, length + nextLength, Kind.Letter);
        }

        if (kind == Kind.Symbol)
        {
            return Symbols(text, length);
        }

        return text[0] == ' ' && next == Kind.Symbol ? Symbols(text, length + nextLength) : Spaces(text);
    }

    /// <summary>Length of an English contraction's ending at the start of the text, else 0.</summary>
    private static int Contraction(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '\'')
        {
            return 0;
        }

        char first = Fold(text[1]);
        if (first is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        char second = text.Length > 2 ? Fold(text[2]) : '\0';
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    private static char Fold(char character) => character is >= 'A' and <= 'Z' ? (char)(character | 0x20) : character;

    private static int Symbols(ReadOnlySpan<char> text, int start)
    {
        int end = RunEnd(text, start, Kind.Symbol);
        while (end < text.Length && text[end] is '\r' or '\n')
        {
            end++;
        }

        return end;
    }

    /// <summary>White space: up to its last line end; else all but the one before a word; else all.</summary>
    private static int Spaces(ReadOnlySpan<char> text)
    {
        int end = RunEnd(text, 1, Kind.Space);
        int lineEnd = text[..end].LastIndexOfAny('\r', '\n');
        if (lineEnd >= 0)
        {
            return lineEnd + 1;
        }

        return end == text.Length || end == 1 ? end : end - 1;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, Kind kind)
    {
        while (start < text.Length && KindAt(text, start, out int length) == kind)
        {
            start += length;
        }

        return start;
    }

    private static Kind KindAtEnd(out int length)
    {
        length = 0;
        return Kind.Space;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        length = 1;
        char character = text[index];
        if (char.IsAscii(character))
        {
            return KindOfAscii(character);
        }

        if (char.IsSurrogate(character))
        {
            length = 2;
            return KindOf(Rune.GetUnicodeCategory(new Rune(character, text[index + 1])));
        }

        return char.IsWhiteSpace(character) ? Kind.Space : KindOf(char.GetUnicodeCategory(character));
    }

    private static Kind KindOfAscii(char character) =>
        char.IsAsciiLetter(character) ? Kind.Letter
        : char.IsAsciiDigit(character) ? Kind.Number
        : character is ' ' or (>= '\t' and <= '\r') ? Kind.Space
        : Kind.Symbol;

    private static Kind KindOf(UnicodeCategory category) =>
        category switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Symbol,
        };
}
