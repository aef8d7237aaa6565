namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>A long piece on its way to tokens: a linked list of parts and a heap of the pairs that can merge, O(n log n).</summary>
internal ref struct MergeChain
{
    private const int None = -1;

    private readonly MergeTable merges;
    private readonly Span<int> tokens;
    private readonly Span<int> ranks; // of the pair that starts at this part; MaxValue where it cannot merge or is gone
    private readonly Span<int> previous;
    private readonly Span<int> next;
    private readonly Span<long> heap; // rank in the upper half, place in the lower: equal ranks come out from left to right
    private int waiting;

    /// <summary>Lays a chain into the caller's buffers.</summary>
    /// <param name="merges">The ranked merges.</param>
    /// <param name="parts">At least 4 times <paramref name="length"/>.</param>
    /// <param name="queue">At least 3 times <paramref name="length"/>.</param>
    /// <param name="length">Bytes of the piece.</param>
    public MergeChain(MergeTable merges, Span<int> parts, Span<long> queue, int length)
    {
        this.merges = merges;
        tokens = parts[..length];
        ranks = parts.Slice(length, length);
        previous = parts.Slice(2 * length, length);
        next = parts.Slice(3 * length, length);
        heap = queue;
        waiting = 0;
    }

    /// <summary>Starts with one part a byte.</summary>
    public void Fill(ReadOnlySpan<byte> piece, ReadOnlySpan<int> byteTokens)
    {
        for (int i = 0; i < piece.Length; i++)
        {
            tokens[i] = byteTokens[piece[i]];
            previous[i] = i - 1;
            next[i] = i + 1 < piece.Length ? i + 1 : None;
        }

        for (int i = 0; i < piece.Length; i++)
        {
            Rank(i);
        }
    }

    /// <summary>Merges until no pair is left that can.</summary>
    public void MergeAll()
    {
        while (waiting > 0)
        {
            long top = Pop();
            int place = (int)(top & int.MaxValue);
            // An entry whose rank is no longer the place's own speaks of a pair that has merged since.
            if (ranks[place] == (int)(top >> 32))
            {
                Merge(place);
            }
        }
    }

    /// <summary>Appends what is left of the chain.</summary>
    public readonly void AppendTo(List<int> result)
    {
        for (int place = 0; place != None; place = next[place])
        {
            result.Add(tokens[place]);
        }
    }

    private void Merge(int place)
    {
        int gone = next[place];
        tokens[place] = merges.Merge(tokens[place], tokens[gone]);
        ranks[gone] = int.MaxValue;
        next[place] = next[gone];
        if (next[place] != None)
        {
            previous[next[place]] = place;
        }

        Rank(place);
        if (previous[place] != None)
        {
            Rank(previous[place]);
        }
    }

    private void Rank(int place)
    {
        ranks[place] = next[place] == None ? int.MaxValue : merges.Rank(tokens[place], tokens[next[place]]);
        if (ranks[place] != int.MaxValue)
        {
            Push(((long)ranks[place] << 32) | (uint)place);
        }
    }

    private void Push(long entry)
    {
        int hole = waiting++;
        while (hole > 0 && heap[(hole - 1) / 2] > entry)
        {
            heap[hole] = heap[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }

        heap[hole] = entry;
    }

    private long Pop()
    {
        long top = heap[0];
        long last = heap[--waiting];
        int hole = 0;
        for (int child = 1; child < waiting; child = (2 * hole) + 1)
        {
            if (child + 1 < waiting && heap[child + 1] < heap[child])
            {
                child++;
            }

            if (heap[child] >= last)
            {
                break;
            }

            heap[hole] = heap[child];
            hole = child;
        }

        heap[hole] = last;
        return top;
    }
}
