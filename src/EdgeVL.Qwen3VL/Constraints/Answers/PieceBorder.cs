using System.Globalization;
using System.Text;
using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>Whether what may follow a text can lengthen the last piece that the pre-tokeniser cuts off it.</summary>
internal static class PieceBorder
{
    [Flags]
    private enum Kinds
    {
        None = 0,
        Letter = 1,
        Number = 2,
        Symbol = 4,
        LineEnd = 8,
        Space = 16,
        Any = Letter | Number | Symbol | LineEnd | Space,
    }

    /// <summary>Whether a character that may follow <paramref name="behind"/> belongs to <paramref name="piece"/>.</summary>
    public static bool MayGrow(ReadOnlySpan<char> piece, ByteAutomaton automaton, in Configuration behind)
    {
        Kinds growing = Growing(piece);
        return growing != Kinds.None && (growing & Live(automaton, behind)) != Kinds.None;
    }

    private static Kinds Growing(ReadOnlySpan<char> piece)
    {
        Rune.DecodeLastFromUtf16(piece, out Rune last, out int length);
        return KindOf(last) switch
        {
            Kinds.Number => Kinds.None,
            Kinds.Letter => Kinds.Letter,
            // One alone may also lead letters; behind more, or behind a space, a letter begins a piece of its own.
            Kinds.Symbol => Kinds.Symbol | Kinds.LineEnd | (piece.Length == length ? Kinds.Letter : Kinds.None),
            _ => Kinds.Any,
        };
    }

    private static Kinds Live(ByteAutomaton automaton, in Configuration at)
    {
        Kinds live = Kinds.None;
        foreach (Edge edge in automaton.Edges(at.State))
        {
            Configuration behind = at;
            if (!automaton.TryTake(ref behind, edge))
            {
                continue;
            }

            for (int value = edge.First; value <= edge.Last && live != Kinds.Any; value++)
            {
                // Beyond ASCII one byte does not tell what it begins.
                live |= value < 0x80 ? KindOf(new Rune(value)) : Kinds.Any;
            }
        }

        return live;
    }

    private static Kinds KindOf(Rune rune) =>
        rune.Value is '\r' or '\n' ? Kinds.LineEnd
        : Rune.IsWhiteSpace(rune) ? Kinds.Space
        : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kinds.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kinds.Number,
            _ => Kinds.Symbol,
        };
}
