namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>For every state of a pattern and every number of code points: the bytes to the nearest end whose length is within the bounds.</summary>
internal sealed class PatternLengths
{
    /// <summary>Table entries that one pattern may take, two bytes each.</summary>
    public const int MostEntries = 1 << 22;

    /// <summary>Longest string that a pattern is counted for; at four bytes a code point no distance overflows.</summary>
    public const int MostCharacters = 16_000;

    private const ushort Never = ushort.MaxValue;

    private readonly int first;
    private readonly int width;
    private readonly ushort[] distances; // [state, count]
    private readonly ushort[] runStart; // [count]: counts from here to runEnd let the same states live and end
    private readonly ushort[] runEnd;

    /// <summary>Fills the table.</summary>
    /// <param name="builder">Holds the pattern's states, from <paramref name="first"/> to the newest.</param>
    /// <param name="first">The pattern's first state; states reached inside a code point come later, those nearer to its end first.</param>
    /// <param name="bound">Fewest and most code points.</param>
    public PatternLengths(AutomatonBuilder builder, int first, StringBound bound)
    {
        this.first = first;
        width = bound.Most + 1;
        int states = builder.Count - first;
        if ((long)states * width > MostEntries)
        {
            throw new UnsupportedConstraintException($"{states} states of the pattern times a length of up to {bound.Most} are too many");
        }

        distances = new ushort[states * width];
        Array.Fill(distances, Never);
        for (int count = bound.Most; count >= 0; count--)
        {
            for (int state = 0; state < states; state++)
            {
                distances[(state * width) + count] = Shortest(builder, state, count, bound);
            }
        }

        runStart = new ushort[width];
        runEnd = new ushort[width];
        FindRuns(states, bound.Least);
        Open = IsAllLive(states, 0) ? LastOfAllLive(states) : -1;
    }

    /// <summary>Up to this count every state can end; -1 where not even at the start.</summary>
    public int Open { get; }

    /// <summary>Bytes of memory.</summary>
    public long Size => sizeof(ushort) * ((long)distances.Length + runStart.Length + runEnd.Length);

    /// <summary>Whether an end can be reached.</summary>
    public bool IsLive(int state, int count) => distances[((state - first) * width) + count] != Never;

    /// <summary>Bytes to the nearest end, closing quote included.</summary>
    public int Distance(int state, int count) => distances[((state - first) * width) + count];

    /// <summary>As <see cref="StringBound.Canonical"/>.</summary>
    public int Canonical(int count, int horizon) => count + horizon <= runEnd[count] ? runStart[count] : count;

    private ushort Shortest(AutomatonBuilder builder, int state, int count, StringBound bound)
    {
        int best = builder.TraitsOf(first + state).HasFlag(StateTraits.Accepting) && bound.MayEnd(count) ? 0 : Never;
        foreach (Edge edge in builder.EdgesOf(first + state))
        {
            int behind = edge.Action switch
            {
                EdgeAction.EndString => bound.MayEnd(count) ? 0 : Never,
                EdgeAction.Count => count < bound.Most ? distances[((edge.Target - first) * width) + count + 1] : Never,
                _ => distances[((edge.Target - first) * width) + count],
            };
            best = Math.Min(best, behind == Never ? Never : behind + 1);
        }

        return (ushort)best;
    }

    private void FindRuns(int states, int least)
    {
        for (int count = 1; count < width; count++)
        {
            bool same = count != least;
            for (int state = 0; same && state < states; state++)
            {
                int entry = (state * width) + count;
                same = (distances[entry] == Never) == (distances[entry - 1] == Never);
            }

            runStart[count] = same ? runStart[count - 1] : (ushort)count;
        }

        runEnd[^1] = (ushort)(width - 1);
        for (int count = width - 2; count >= 0; count--)
        {
            runEnd[count] = runStart[count + 1] == runStart[count] ? runEnd[count + 1] : (ushort)count;
        }
    }

    private bool IsAllLive(int states, int count) => Enumerable.Range(0, states).All(state => distances[(state * width) + count] != Never);

    private int LastOfAllLive(int states)
    {
        int count = 0;
        while (count + 1 < width && IsAllLive(states, count + 1))
        {
            count++;
        }

        return count;
    }
}
