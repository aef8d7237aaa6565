namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>Target of every state and byte where no counter has a say, [row, 256]; a row is filled when it is first asked for.</summary>
/// <remarks>A state inside a string has a second row for strings that are far from their bounds: there nothing has to be counted.
/// Two threads that fill a row write the same into it.</remarks>
internal sealed class TransitionTable
{
    /// <summary>A row that is not filled yet.</summary>
    public const ushort Unknown = 0;

    /// <summary>No edge; those above it are edges that a counter has a say in.</summary>
    public const ushort Dead = ushort.MaxValue - 3;

    /// <summary>Begins a code point of a string; the far row has the target.</summary>
    public const ushort Counted = ushort.MaxValue - 2;

    /// <summary>Goes on inside a code point of a string; the far row has the target.</summary>
    public const ushort Continued = ushort.MaxValue - 1;

    /// <summary>Ends a string or an item.</summary>
    public const ushort Guarded = ushort.MaxValue;

    private const int Width = 256;

    private readonly Edge[][] edges;
    private readonly ushort[] farRows; // of a state inside a string; 0 for others
    private readonly ushort[] states; // of a far row, from the number of states on
    private readonly ushort[] targets;

    /// <summary>Makes an empty table.</summary>
    /// <param name="edges">Of each state.</param>
    /// <param name="strings">The string that each state lies in; negative for none.</param>
    public TransitionTable(Edge[][] edges, short[] strings)
    {
        this.edges = edges;
        farRows = new ushort[edges.Length];
        int[] inside = [.. Enumerable.Range(0, edges.Length).Where(state => strings[state] >= 0)];
        for (int i = 0; i < inside.Length; i++)
        {
            farRows[inside[i]] = (ushort)(edges.Length + i);
        }

        states = [.. inside.Select(static state => (ushort)state)];
        targets = new ushort[(edges.Length + inside.Length) * Width];
    }

    /// <summary>All rows; entries may be <see cref="Unknown"/>.</summary>
    public ushort[] Targets => targets;

    /// <summary>The row of a state inside a string far from its bounds.</summary>
    public ushort FarRow(int state) => farRows[state];

    /// <summary>Whether a row is one of those.</summary>
    public bool IsFar(int row) => row >= edges.Length;

    /// <summary>The state of a row.</summary>
    public int StateOf(int row) => IsFar(row) ? states[row - edges.Length] : row;

    /// <summary>Target of a row for a byte.</summary>
    public ushort Move(int row, byte value)
    {
        ushort target = targets[(row * Width) + value];
        return target == Unknown ? Fill(row)[value] : target;
    }

    private Span<ushort> Fill(int row)
    {
        Span<ushort> entries = targets.AsSpan(row * Width, Width);
        foreach (Edge edge in edges[StateOf(row)])
        {
            ushort target = edge.Action switch
            {
                EdgeAction.None => IsFar(row) ? FarOrSame(edge.Target) : edge.Target,
                EdgeAction.Count or EdgeAction.Inside when IsFar(row) => farRows[edge.Target],
                EdgeAction.Count => Counted,
                EdgeAction.Inside => Continued,
                _ => Guarded,
            };
            entries[edge.First..(edge.Last + 1)].Fill(target);
        }

        foreach (ref ushort entry in entries)
        {
            entry = entry == Unknown ? Dead : entry;
        }

        return entries;
    }

    private ushort FarOrSame(int state) => farRows[state] == 0 ? (ushort)state : farRows[state];
}
