using System.Runtime.CompilerServices;

namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>A deterministic automaton over bytes with counters for strings and arrays. Immutable, safe on any thread.</summary>
/// <remarks>From every configuration that it can reach, acceptance can be reached: an edge that may be taken is an answer that can be ended.</remarks>
internal sealed class ByteAutomaton
{
    /// <summary>No bound; no byte.</summary>
    public const int None = -1;

    // A state's other facts, and the head of its list of edges.
    private const long BytesOfState = 48;

    private readonly int start;
    private readonly Edge[][] edges;
    private readonly StateTraits[] traits;
    private readonly long[] distances;
    private readonly short[] strings;
    private readonly short[] scopes;
    private readonly StringBound[] stringBounds;
    private readonly ArrayBound[] arrayBounds;

    /// <summary>Takes what a builder collected.</summary>
    public ByteAutomaton(
        int start,
        IReadOnlyList<Edge>[] edges,
        StateTraits[] traits,
        long[] distances,
        short[] strings,
        short[] scopes,
        StringBound[] stringBounds,
        ArrayBound[] arrayBounds
    )
    {
        this.start = start;
        this.edges = [.. edges.Select(static list => list.OrderBy(static edge => edge.First).ToArray())];
        this.traits = traits;
        this.distances = distances;
        this.strings = strings;
        this.scopes = scopes;
        this.stringBounds = stringBounds;
        this.arrayBounds = arrayBounds;
        Table = new TransitionTable(this.edges, strings);
        Size =
            (sizeof(ushort) * (long)Table.Targets.Length)
            + (edges.Length * BytesOfState)
            + this.edges.Sum(static list => (long)list.Length * Unsafe.SizeOf<Edge>())
            + stringBounds.Sum(static bound => bound.Pattern?.Size ?? 0);
    }

    /// <summary>Number of states.</summary>
    public int Count => edges.Length;

    /// <summary>Bytes of memory, near enough.</summary>
    public long Size { get; }

    /// <summary>Moves that no counter has a say in, by state and byte.</summary>
    public TransitionTable Table { get; }

    /// <summary>Where every answer begins.</summary>
    public Configuration Start => new() { State = (ushort)start };

    /// <summary>Edges of a state, by ascending bytes.</summary>
    public ReadOnlySpan<Edge> Edges(int state) => edges[state];

    /// <summary>Whether a state has a trait; without the box that asking the enumeration itself would cost in code that is not optimised.</summary>
    public bool Is(int state, StateTraits trait) => (traits[state] & trait) != StateTraits.None;

    /// <summary>Bound of the string that a state lies in, or null.</summary>
    public StringBound? OpenString(int state) => strings[state] == None ? null : stringBounds[strings[state]];

    /// <summary>Whether a state lies in an array.</summary>
    public bool IsInArray(int state) => scopes[state] != None;

    /// <summary>Whether the answer may end at <paramref name="at"/>.</summary>
    public bool IsAccepting(in Configuration at) => Is(at.State, StateTraits.Accepting);

    /// <summary>Moves on by one byte; leaves <paramref name="at"/> as it is where that may not follow.</summary>
    public bool TryStep(ref Configuration at, byte value)
    {
        int target = Table.Move(at.State, value);
        if (target > TransitionTable.Dead)
        {
            return TryFind(at.State, value, out Edge edge) && TryTake(ref at, edge);
        }

        if (target == TransitionTable.Dead)
        {
            return false;
        }

        at.State = (ushort)target;
        return true;
    }

    /// <summary>Moves on by several bytes; leaves <paramref name="at"/> as it is where one of them may not follow.</summary>
    public bool TryStep(ref Configuration at, ReadOnlySpan<byte> values)
    {
        Configuration moving = at;
        foreach (byte value in values)
        {
            if (!TryStep(ref moving, value))
            {
                return false;
            }
        }

        at = moving;
        return true;
    }

    /// <summary>Whether whole characters may follow inside the string that <paramref name="at"/> lies in, which they do not end.</summary>
    /// <remarks>Where the string can still end behind them it could before, and so nothing is asked on the way.</remarks>
    /// <param name="at">A configuration inside a string.</param>
    /// <param name="text">The characters' bytes; not empty, without quotes and backslashes.</param>
    /// <param name="characters">Their number.</param>
    public bool CanHold(in Configuration at, ReadOnlySpan<byte> text, int characters)
    {
        int counted = at.Characters + characters - (Table.Move(at.State, text[0]) == TransitionTable.Continued ? 1 : 0);
        int row = Table.FarRow(at.State);
        foreach (byte value in text)
        {
            row = Table.Move(row, value);
            if (row >= TransitionTable.Dead)
            {
                return false;
            }
        }

        int state = Table.StateOf(row);
        return OpenString(state) is { } open && open.IsLive(state, counted);
    }

    /// <summary>The edge of a state for a byte.</summary>
    public bool TryFind(int state, byte value, out Edge edge)
    {
        foreach (Edge candidate in edges[state])
        {
            if (candidate.Takes(value))
            {
                edge = candidate;
                return true;
            }
        }

        edge = default;
        return false;
    }

    /// <summary>Takes an edge of the state of <paramref name="at"/>; leaves it as it is where a counter forbids that.</summary>
    public bool TryTake(ref Configuration at, in Edge edge)
    {
        switch (edge.Action)
        {
            case EdgeAction.Count:
                if (!stringBounds[edge.Bound].IsLive(edge.Target, at.Characters + 1))
                {
                    return false;
                }

                at.Characters++;
                break;
            case EdgeAction.Inside:
                if (!stringBounds[edge.Bound].IsLive(edge.Target, at.Characters))
                {
                    return false;
                }

                break;
            case EdgeAction.EndString:
                if (!stringBounds[edge.Bound].MayEnd(at.Characters))
                {
                    return false;
                }

                at.Characters = 0;
                break;
            case EdgeAction.Comma:
                ArrayBound going = arrayBounds[edge.Bound];
                int commas = at.Commas(going.Depth);
                if (!going.MayGoOn(commas))
                {
                    return false;
                }

                at.SetCommas(going.Depth, commas + 1);
                break;
            case EdgeAction.EndArray:
                ArrayBound ending = arrayBounds[edge.Bound];
                if (!ending.MayEnd(at.Commas(ending.Depth)))
                {
                    return false;
                }

                at.SetCommas(ending.Depth, 0);
                break;
        }

        at.State = edge.Target;
        return true;
    }

    /// <summary>The only byte that may follow <paramref name="at"/>, or <see cref="None"/>: there are several, or the answer may end.</summary>
    public int ForcedByte(in Configuration at)
    {
        if (IsAccepting(at))
        {
            return None;
        }

        int forced = None;
        foreach (Edge edge in edges[at.State])
        {
            Configuration behind = at;
            if (!TryTake(ref behind, edge))
            {
                continue;
            }

            if (forced != None || edge.First != edge.Last)
            {
                return None;
            }

            forced = edge.First;
        }

        return forced;
    }

    /// <summary>Whether anything may follow <paramref name="at"/>.</summary>
    public bool CanGoOn(in Configuration at)
    {
        foreach (Edge edge in edges[at.State])
        {
            Configuration behind = at;
            if (TryTake(ref behind, edge))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Bytes of the shortest way from <paramref name="at"/> to acceptance.</summary>
    public long Distance(in Configuration at)
    {
        long distance = distances[at.State];
        if (OpenString(at.State) is { } open)
        {
            distance += open.MissingLength(at.State, at.Characters);
        }

        for (int scope = scopes[at.State]; scope != None; scope = arrayBounds[scope].Parent)
        {
            distance += arrayBounds[scope].MissingLength(at.Commas(arrayBounds[scope].Depth));
        }

        return distance;
    }

    /// <summary>Moves one byte along a shortest way to acceptance.</summary>
    /// <returns>The byte; <see cref="None"/> where the answer may end.</returns>
    public int StepToEnd(ref Configuration at)
    {
        long distance = Distance(at);
        foreach (Edge edge in distance == 0 ? [] : edges[at.State])
        {
            Configuration behind = at;
            if (TryTake(ref behind, edge) && Distance(behind) == distance - 1)
            {
                at = behind;
                return edge.First;
            }
        }

        return None;
    }

    /// <summary>The configuration that stands for all those which no text within the horizons can tell apart.</summary>
    /// <param name="at">A configuration.</param>
    /// <param name="characters">Code points of the longest text.</param>
    /// <param name="commas">Commas of the text with most of them.</param>
    public Configuration Canonical(in Configuration at, int characters, int commas)
    {
        Configuration canonical = at;
        if (OpenString(at.State) is { } open)
        {
            canonical.Characters = (ushort)open.Canonical(at.Characters, characters);
        }

        for (int scope = scopes[at.State]; scope != None; scope = arrayBounds[scope].Parent)
        {
            ArrayBound bound = arrayBounds[scope];
            canonical.SetCommas(bound.Depth, bound.Canonical(at.Commas(bound.Depth), commas));
        }

        return canonical;
    }
}
