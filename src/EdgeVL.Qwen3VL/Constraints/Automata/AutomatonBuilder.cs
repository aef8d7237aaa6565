namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>Collects the states of an automaton; fragments are built back to front, so that what follows is always there.</summary>
internal sealed class AutomatonBuilder
{
    /// <summary>Largest automaton that is compiled.</summary>
    public const int MostStates = 20_000;

    private readonly List<IReadOnlyList<Edge>> edges = [];
    private readonly List<StateTraits> traits = [];
    private readonly List<long> distances = [];
    private readonly List<short> strings = [];
    private readonly List<short> scopes = [];
    private readonly List<StringBound> stringBounds = [];
    private readonly List<ArrayBound> arrayBounds = [];
    private int openString = ByteAutomaton.None;
    private int openArray = ByteAutomaton.None;

    /// <summary>Starts with the one state that is no place to be.</summary>
    public AutomatonBuilder() => Add(StateTraits.None, long.MaxValue, []);

    /// <summary>Number of states so far; the next one gets it as its number.</summary>
    public int Count => edges.Count;

    /// <summary>Adds a state.</summary>
    /// <param name="kind">Its traits.</param>
    /// <param name="distance">Bytes of the shortest way to acceptance where all open counts are met.</param>
    /// <param name="moves">Its edges, for disjoint bytes.</param>
    /// <exception cref="UnsupportedConstraintException">The automaton has become too large.</exception>
    public int Add(StateTraits kind, long distance, IReadOnlyList<Edge> moves)
    {
        int state = Reserve();
        Define(state, kind, distance, moves);
        return state;
    }

    /// <summary>Takes a number for a state that <see cref="Define"/> settles later.</summary>
    public int Reserve()
    {
        if (Count == MostStates)
        {
            throw new UnsupportedConstraintException($"with it the automaton has more than {MostStates} states");
        }

        edges.Add([]);
        traits.Add(StateTraits.None);
        distances.Add(0);
        strings.Add((short)openString);
        scopes.Add((short)openArray);
        return Count - 1;
    }

    /// <summary>Settles a reserved state.</summary>
    public void Define(int state, StateTraits kind, long distance, IReadOnlyList<Edge> moves)
    {
        traits[state] = kind;
        distances[state] = distance;
        edges[state] = moves;
    }

    /// <summary>Marks a state as one where what owns the bytes may change.</summary>
    public void MarkSeam(int state) => traits[state] |= StateTraits.Seam;

    /// <summary>Edges of a state that is settled.</summary>
    public IReadOnlyList<Edge> EdgesOf(int state) => edges[state];

    /// <summary>Its traits.</summary>
    public StateTraits TraitsOf(int state) => traits[state];

    /// <summary>Bytes of its shortest way to acceptance.</summary>
    public long DistanceOf(int state) => distances[state];

    /// <summary>Opens a string: states added until <see cref="CloseString"/> lie inside it.</summary>
    /// <returns>Index of its bound.</returns>
    public int OpenString(StringBound bound)
    {
        stringBounds.Add(bound);
        openString = stringBounds.Count - 1;
        return openString;
    }

    /// <summary>Closes the open string.</summary>
    public void CloseString() => openString = ByteAutomaton.None;

    /// <summary>Opens an array: states added until <see cref="CloseArray"/> lie inside it.</summary>
    /// <returns>Index of its bound.</returns>
    /// <exception cref="UnsupportedConstraintException">Too many arrays stand around it.</exception>
    public int OpenArray(int least, int most)
    {
        int depth = openArray == ByteAutomaton.None ? 0 : arrayBounds[openArray].Depth + 1;
        if (depth == Configuration.MostArrays)
        {
            throw new UnsupportedConstraintException($"arrays inside one another are supported to a depth of {Configuration.MostArrays}");
        }

        arrayBounds.Add(new ArrayBound(openArray, depth, least, most));
        openArray = arrayBounds.Count - 1;
        return openArray;
    }

    /// <summary>Closes the innermost open array.</summary>
    public void CloseArray() => openArray = arrayBounds[openArray].Parent;

    /// <summary>Bound of an array.</summary>
    public ArrayBound ArrayBound(int index) => arrayBounds[index];

    /// <summary>The finished automaton.</summary>
    public ByteAutomaton Build(int start) =>
        new(start, [.. edges], [.. traits], [.. distances], [.. strings], [.. scopes], [.. stringBounds], [.. arrayBounds]);
}
