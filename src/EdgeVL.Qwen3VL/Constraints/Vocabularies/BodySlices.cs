namespace EdgeVL.Qwen3VL.Constraints.Vocabularies;

/// <summary>Tokens that are whole characters and may stand anywhere inside a JSON string, by how many characters they are.</summary>
internal sealed class BodySlices
{
    private readonly int[] tokens; // by ascending number of code points
    private readonly int[] ends; // [n]: how many tokens have at most n code points
    private readonly ulong[]?[] slices;
    private readonly int wordCount;

    /// <summary>Sorts the tokens.</summary>
    /// <param name="members">Tokens and their numbers of code points.</param>
    /// <param name="wordCount">Words of a mask.</param>
    public BodySlices(IReadOnlyCollection<(int Token, int CodePoints)> members, int wordCount)
    {
        this.wordCount = wordCount;
        Longest = members.Count == 0 ? 0 : members.Max(static member => member.CodePoints);
        ends = new int[Longest + 1];
        foreach ((_, int codePoints) in members)
        {
            ends[codePoints]++;
        }

        var next = new int[Longest + 1];
        for (int n = 1; n <= Longest; n++)
        {
            next[n] = ends[n - 1];
            ends[n] += ends[n - 1];
        }

        tokens = new int[members.Count];
        foreach ((int token, int codePoints) in members)
        {
            tokens[next[codePoints]++] = token;
        }

        slices = new ulong[Longest + 1][];
    }

    /// <summary>Most code points of a token.</summary>
    public int Longest { get; }

    /// <summary>Bytes of memory once all slices were asked for.</summary>
    public long LargestSize => (sizeof(int) * (long)tokens.Length) + (sizeof(ulong) * (long)wordCount * slices.Length);

    /// <summary>Number of tokens of at most <paramref name="codePoints"/> code points.</summary>
    public int CountOf(int codePoints) => ends[Math.Min(codePoints, Longest)];

    /// <summary>The tokens of exactly so many code points, 1 to <see cref="Longest"/>.</summary>
    public ReadOnlySpan<int> OfLength(int codePoints) => tokens.AsSpan(ends[codePoints - 1]..ends[codePoints]);

    /// <summary>Bits of the tokens of at most <paramref name="codePoints"/> code points; made when first asked for.</summary>
    public ReadOnlySpan<ulong> this[int codePoints]
    {
        get
        {
            int n = Math.Min(codePoints, Longest);

            // Two threads that make a slice make the same one.
            return Volatile.Read(ref slices[n]) ?? Make(n);
        }
    }

    private ulong[] Make(int codePoints)
    {
        var words = new ulong[wordCount];
        foreach (int token in tokens.AsSpan(0, ends[codePoints]))
        {
            words[token >> 6] |= 1UL << (token & 63);
        }

        Volatile.Write(ref slices[codePoints], words);
        return words;
    }
}
