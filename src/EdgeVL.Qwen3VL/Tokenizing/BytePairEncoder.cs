using System.Buffers;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>Merges the bytes of one piece into tokens, the lowest rank first and leftmost among equals.</summary>
/// <param name="merges">The ranked merges.</param>
/// <param name="byteTokens">Token of each single byte, [256].</param>
internal sealed class BytePairEncoder(MergeTable merges, int[] byteTokens)
{
    // Up to here looking at every pair again after each merge is cheaper than keeping a heap.
    private const int ShortPiece = 48;

    /// <summary>Appends the tokens of <paramref name="piece"/>.</summary>
    public void Encode(ReadOnlySpan<byte> piece, List<int> tokens)
    {
        if (piece.Length <= ShortPiece)
        {
            EncodeShort(piece, tokens);
        }
        else
        {
            EncodeLong(piece, tokens);
        }
    }

    private void EncodeShort(ReadOnlySpan<byte> piece, List<int> tokens)
    {
        Span<int> parts = stackalloc int[ShortPiece];
        Span<int> ranks = stackalloc int[ShortPiece];
        parts = parts[..piece.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = byteTokens[piece[i]];
        }

        for (int i = 0; i + 1 < parts.Length; i++)
        {
            ranks[i] = merges.Rank(parts[i], parts[i + 1]);
        }

        while (parts.Length > 1)
        {
            int best = IndexOfSmallest(ranks[..(parts.Length - 1)]);
            if (ranks[best] == int.MaxValue)
            {
                break;
            }

            parts[best] = merges.Merge(parts[best], parts[best + 1]);
            parts[(best + 2)..].CopyTo(parts[(best + 1)..]);
            ranks[(best + 1)..parts.Length].CopyTo(ranks[best..]);
            parts = parts[..^1];
            RankAgain(parts, ranks, best);
        }

        tokens.AddRange(parts);
    }

    private void RankAgain(ReadOnlySpan<int> parts, Span<int> ranks, int merged)
    {
        if (merged > 0)
        {
            ranks[merged - 1] = merges.Rank(parts[merged - 1], parts[merged]);
        }

        if (merged + 1 < parts.Length)
        {
            ranks[merged] = merges.Rank(parts[merged], parts[merged + 1]);
        }
    }

    private static int IndexOfSmallest(ReadOnlySpan<int> ranks)
    {
        int best = 0;
        for (int i = 1; i < ranks.Length; i++)
        {
            best = ranks[i] < ranks[best] ? i : best;
        }

        return best;
    }

    private void EncodeLong(ReadOnlySpan<byte> piece, List<int> tokens)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(4 * piece.Length);
        // Each of the n - 1 merges ranks at most two new pairs, after the n - 1 of the start.
        long[] queue = ArrayPool<long>.Shared.Rent(3 * piece.Length);
        try
        {
            var chain = new MergeChain(merges, rented, queue, piece.Length);
            chain.Fill(piece, byteTokens);
            chain.MergeAll();
            chain.AppendTo(tokens);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
            ArrayPool<long>.Shared.Return(queue);
        }
    }
}
