using System.Runtime.InteropServices;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>The tokens of an answer, their bytes, and how many of them the model's cache holds.</summary>
/// <param name="vocabulary">Knows the bytes.</param>
internal sealed class AnswerText(ConstraintVocabulary vocabulary)
{
    private readonly List<int> tokens = [];
    private readonly List<int> ends = []; // byte past each token
    private byte[] bytes = new byte[1024];
    private int held;
    private int dropped;

    /// <summary>Number of tokens.</summary>
    public int Count => tokens.Count;

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(tokens);

    /// <summary>Number of bytes.</summary>
    public int Length => ends.Count == 0 ? 0 : ends[^1];

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

    /// <summary>Begins a new answer.</summary>
    public void Clear()
    {
        tokens.Clear();
        ends.Clear();
        held = 0;
        dropped = 0;
    }

    /// <summary>The byte at which the token of that index begins.</summary>
    public int StartOf(int index) => index == 0 ? 0 : ends[index - 1];

    /// <summary>The token that begins at that byte, the number of tokens at the end; -1 where none does.</summary>
    public int TokenStartingAt(int offset)
    {
        if (offset == 0)
        {
            return 0;
        }

        int before = ends.BinarySearch(offset);
        return before < 0 ? -1 : before + 1;
    }

    /// <summary>Adds a token.</summary>
    public void Append(int token)
    {
        ReadOnlySpan<byte> text = vocabulary.TextOf(token);
        int end = Length + text.Length;
        if (end > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(end, 2 * bytes.Length));
        }

        text.CopyTo(bytes.AsSpan(Length));
        tokens.Add(token);
        ends.Add(end);
    }

    /// <summary>Puts <paramref name="replacement"/> in the place of all tokens from <paramref name="index"/> on; what is the same stays.</summary>
    public void Replace(int index, ReadOnlySpan<int> replacement)
    {
        while (replacement.Length > 0 && index < tokens.Count && tokens[index] == replacement[0])
        {
            replacement = replacement[1..];
            index++;
        }

        Truncate(index);
        foreach (int token in replacement)
        {
            Append(token);
        }
    }

    /// <summary>Drops all tokens from <paramref name="index"/> on.</summary>
    public void Truncate(int index)
    {
        tokens.RemoveRange(index, tokens.Count - index);
        ends.RemoveRange(index, ends.Count - index);
        dropped += Math.Max(0, held - index);
        held = Math.Min(held, index);
    }

    /// <summary>What the cache has to forget and to read since this was asked last; afterwards it holds the whole answer.</summary>
    public CacheStep TakeStep()
    {
        var step = new CacheStep(dropped, Tokens[held..]);
        dropped = 0;
        held = tokens.Count;
        return step;
    }
}
