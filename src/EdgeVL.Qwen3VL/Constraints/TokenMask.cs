using System.Numerics;
using System.Numerics.Tensors;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>A set of tokens, one bit each.</summary>
public sealed class TokenMask
{
    private readonly ulong[] words;

    internal TokenMask(int wordCount) => words = new ulong[wordCount];

    /// <summary>Bit <c>t &amp; 63</c> of word <c>t &gt;&gt; 6</c> belongs to token t.</summary>
    public ReadOnlySpan<ulong> Words => words;

    /// <summary>Number of members.</summary>
    public int Count { get; private set; }

    internal Span<ulong> WritableWords => words;

    /// <summary>Whether <paramref name="token"/> is a member.</summary>
    public bool Contains(int token) => (uint)token < (uint)(64 * words.Length) && (words[token >> 6] >> (token & 63) & 1) != 0;

    /// <summary>Writes the members in ascending order, as many as fit.</summary>
    /// <returns>Number of tokens written.</returns>
    public int CopyTo(Span<int> tokens)
    {
        int count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong rest = words[i]; rest != 0; rest &= rest - 1)
            {
                if (count == tokens.Length)
                {
                    return count;
                }

                tokens[count++] = (64 * i) + BitOperations.TrailingZeroCount(rest);
            }
        }

        return count;
    }

    internal void UnionWith(ReadOnlySpan<ulong> others)
    {
        TensorPrimitives.BitwiseOr(words, others, words);
        CountMembers();
    }

    /// <summary>Adds what is in both of two other sets; the members are to be counted afterwards.</summary>
    internal void UnionWithBoth(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        int width = Vector<ulong>.Count;
        int i = 0;
        for (; i + width <= words.Length; i += width)
        {
            Vector<ulong> both = new Vector<ulong>(left[i..]) & new Vector<ulong>(right[i..]);
            (new Vector<ulong>(words, i) | both).CopyTo(words, i);
        }

        for (; i < words.Length; i++)
        {
            words[i] |= left[i] & right[i];
        }
    }

    internal void CountMembers()
    {
        int count = 0;
        foreach (ulong word in words)
        {
            count += BitOperations.PopCount(word);
        }

        Count = count;
    }

    internal void CopyFrom(ReadOnlySpan<ulong> source, int count)
    {
        source.CopyTo(words);
        Count = count;
    }
}
