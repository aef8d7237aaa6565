using System.Runtime.InteropServices;
using System.Text;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>Knows how to end an answer with few tokens; one thread at a time.</summary>
/// <param name="vocabulary">Makes the tokens.</param>
internal sealed class ClosingPlanner(ConstraintVocabulary vocabulary)
{
    private readonly List<int> tokens = [];
    private byte[] bytes = new byte[1024];
    private char[] characters = new char[1024];

    /// <summary>Whether the shortest way to an end from <paramref name="at"/> has at most <paramref name="left"/> tokens.</summary>
    public bool Fits(ConstraintState state, in Configuration at, int left)
    {
        long distance = state.Automaton.Distance(at);
        return distance <= left
            || (left > 0 && distance <= (long)left * vocabulary.LongestToken && Encode(Bytes(state, at)).Length <= left);
    }

    /// <summary>Whether no more tokens are left than twice those of the shortest way to an end: values that are read need more than empty ones.</summary>
    public bool IsScarce(ConstraintState state, int left) => left <= 2 * Encode(Bytes(state, state.At)).Length;

    /// <summary>The bytes of the shortest way to an end; valid until the next call.</summary>
    public ReadOnlySpan<byte> Bytes(ConstraintState state, in Configuration at)
    {
        Configuration moving = at;
        return bytes.AsSpan(0, Walk(state.Automaton, ref moving, untilSeam: false));
    }

    /// <summary>Plans to end the text or list in which the answer stands, and nothing else.</summary>
    /// <param name="state">Where the answer stands.</param>
    /// <param name="left">Tokens that are left.</param>
    /// <param name="ending">Receives the bytes; valid until the next call.</param>
    /// <returns>False where it stands in neither, or the rest would not fit behind it.</returns>
    public bool TryPlanValue(ConstraintState state, int left, out ReadOnlySpan<byte> ending)
    {
        ByteAutomaton automaton = state.Automaton;
        Configuration moving = state.At;
        int length = WalkOutOfValue(automaton, ref moving);
        int used = Encode(bytes.AsSpan(0, length)).Length;
        bool fits = length > 0 && Fits(state, moving, left - used);

        // Looking whether the rest fits has written over them.
        moving = state.At;
        ending = bytes.AsSpan(0, WalkOutOfValue(automaton, ref moving));
        return fits;
    }

    /// <summary>The tokens of <paramref name="text"/> by itself; valid until the next call.</summary>
    /// <param name="text">UTF-8; a character may be cut at its ends.</param>
    public ReadOnlySpan<int> Encode(ReadOnlySpan<byte> text)
    {
        tokens.Clear();

        // The rest of a character that the model began is no text; its bytes are tokens one by one.
        int whole = 0;
        while (whole < text.Length && (text[whole] & 0xC0) == 0x80)
        {
            vocabulary.Tokenizer.EncodePiece(text.Slice(whole++, 1), tokens);
        }

        text = text[whole..];
        if (text.Length > characters.Length)
        {
            Array.Resize(ref characters, 2 * text.Length);
        }

        int units = Encoding.UTF8.GetChars(text, characters);
        for (int unit = 0, at = 0; unit < units; )
        {
            int length = PreTokenizer.FirstPiece(characters.AsSpan(unit, units - unit));
            int size = Encoding.UTF8.GetByteCount(characters.AsSpan(unit, length));
            vocabulary.Tokenizer.EncodePiece(text.Slice(at, size), tokens);
            unit += length;
            at += size;
        }

        return CollectionsMarshal.AsSpan(tokens);
    }

    // 0 where the answer stands neither in a text nor behind an item with which its list may end.
    private int WalkOutOfValue(ByteAutomaton automaton, ref Configuration at)
    {
        if (automaton.OpenString(at.State) is not null)
        {
            return Walk(automaton, ref at, untilSeam: true);
        }

        Configuration behind = at;
        if (!automaton.IsInArray(at.State) || automaton.StepToEnd(ref behind) != ']')
        {
            return 0;
        }

        bytes[0] = (byte)']';
        at = behind;
        return 1;
    }

    private int Walk(ByteAutomaton automaton, ref Configuration at, bool untilSeam)
    {
        int length = 0;
        while (!(untilSeam && length > 0 && automaton.Is(at.State, StateTraits.Seam)))
        {
            int value = automaton.StepToEnd(ref at);
            if (value < 0)
            {
                break;
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, 2 * bytes.Length);
            }

            bytes[length++] = (byte)value;
        }

        return length;
    }
}
