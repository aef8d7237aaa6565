using System.Buffers;
using System.Text;
using System.Text.Unicode;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>Finds the tokens of bytes that must come next, as the model itself would have cut them; one thread at a time.</summary>
/// <remarks>A token never crosses a piece of the pre-tokeniser, so a piece that nothing allowed could lengthen has its tokens for good.
/// The rest is left to the model: its next token may begin with bytes that are certain and go on.</remarks>
internal sealed class JumpPlanner(ConstraintVocabulary vocabulary)
{
    private readonly List<int> planned = [];
    private readonly List<(int Byte, int Unit, bool IsSpace)> pieces = [];
    private byte[] known = new byte[1024];
    private char[] characters = new char[1024];
    private int settled;

    /// <summary>The tokens that stand, from <see cref="FirstToken"/> on, in the place of the answer's.</summary>
    public List<int> Planned => planned;

    /// <summary>Index of the first token that is planned anew.</summary>
    public int FirstToken { get; private set; }

    /// <summary>Begins a new answer.</summary>
    public void Reset() => settled = 0;

    /// <summary>Notes that a piece ends for certain where the answer ends.</summary>
    public void Settle(AnswerText answer) => settled = answer.Length;

    /// <summary>Plans the bytes that must come next.</summary>
    /// <param name="state">Where the answer stands.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="moved">Receives the state behind the planned tokens.</param>
    /// <returns>False where there is nothing to append.</returns>
    public bool TryPlan(ConstraintState state, AnswerText answer, out Configuration moved)
    {
        moved = state.At;
        ByteAutomaton automaton = state.Automaton;
        if (automaton.ForcedByte(moved) == ByteAutomaton.None)
        {
            return false;
        }

        int before = answer.Length - settled;
        int length = Force(automaton, ref moved, answer.Bytes[settled..]);
        length = CutToCharacter(length);
        if (length <= before || !TryDecode(length, out int units))
        {
            return false;
        }

        // Behind the known text, cut as it may be, stands what may lengthen its last piece.
        moved = state.At;
        automaton.TryStep(ref moved, known.AsSpan(before, length - before));
        int end = FindEnd(automaton, moved, characters.AsSpan(0, units), answer, out int start);
        if (end <= before)
        {
            return false;
        }

        moved = state.At;
        automaton.TryStep(ref moved, known.AsSpan(before, end - before));
        FirstToken = answer.TokenStartingAt(settled + start);
        return TryEncode(start, end);
    }

    // Puts the answer's last bytes and all that must follow into `known`.
    private int Force(ByteAutomaton automaton, ref Configuration at, ReadOnlySpan<byte> written)
    {
        Reserve(written.Length);
        written.CopyTo(known);
        int length = written.Length;
        while (automaton.ForcedByte(at) is >= 0 and int forced)
        {
            Reserve(length + 1);
            known[length++] = (byte)forced;
            automaton.TryStep(ref at, (byte)forced);
        }

        return length;
    }

    private void Reserve(int length)
    {
        if (length > known.Length)
        {
            Array.Resize(ref known, Math.Max(length, 2 * known.Length));
            Array.Resize(ref characters, known.Length);
        }
    }

    // Without the beginning of a character whose end is still open.
    private int CutToCharacter(int length)
    {
        while (length > 0)
        {
            OperationStatus status = Rune.DecodeLastFromUtf8(known.AsSpan(0, length), out _, out int consumed);
            if (status == OperationStatus.Done)
            {
                break;
            }

            length -= consumed;
        }

        return length;
    }

    private bool TryDecode(int length, out int units) =>
        Utf8.ToUtf16(known.AsSpan(0, length), characters, out _, out units, replaceInvalidSequences: false) == OperationStatus.Done;

    // The byte up to which pieces are certain, and the byte from which tokens are made: the start of the answer's own last piece.
    private int FindEnd(ByteAutomaton automaton, in Configuration behind, ReadOnlySpan<char> text, AnswerText answer, out int start)
    {
        CutIntoPieces(text);
        int certain = pieces.Count;
        if (PieceBorder.MayGrow(text[pieces[^1].Unit..], automaton, behind))
        {
            certain--;

            // How white space is cut depends on what follows all of it.
            while (certain > 0 && pieces[certain].IsSpace && pieces[certain - 1].IsSpace)
            {
                certain--;
            }
        }

        start = 0;
        int written = answer.Length - settled;
        foreach ((int at, _, _) in pieces)
        {
            // A token of the model's may cross the border of two pieces; then both are made anew.
            start = at < written && answer.TokenStartingAt(settled + at) >= 0 ? at : start;
        }

        return certain == pieces.Count ? Encoding.UTF8.GetByteCount(text) : pieces[certain].Byte;
    }

    private void CutIntoPieces(ReadOnlySpan<char> text)
    {
        pieces.Clear();
        int at = 0;
        for (int unit = 0, units; unit < text.Length; unit += units)
        {
            units = PreTokenizer.FirstPiece(text[unit..]);
            ReadOnlySpan<char> piece = text.Slice(unit, units);
            pieces.Add((at, unit, piece.IsWhiteSpace()));
            at += Encoding.UTF8.GetByteCount(piece);
        }
    }

    // Makes the tokens of the pieces from one byte of the known text to another; false where they would not say the same.
    private bool TryEncode(int start, int end)
    {
        planned.Clear();
        for (int i = 0; i < pieces.Count && pieces[i].Byte < end; i++)
        {
            int next = i + 1 < pieces.Count ? pieces[i + 1].Byte : end;
            if (pieces[i].Byte >= start)
            {
                vocabulary.Tokenizer.EncodePiece(known.AsSpan(pieces[i].Byte, next - pieces[i].Byte), planned);
            }
        }

        ReadOnlySpan<byte> expected = known.AsSpan(start, end - start);
        foreach (int token in planned)
        {
            ReadOnlySpan<byte> bytes = vocabulary.TextOf(token);
            if (!expected.StartsWith(bytes))
            {
                return false;
            }

            expected = expected[bytes.Length..];
        }

        return expected.IsEmpty;
    }
}
