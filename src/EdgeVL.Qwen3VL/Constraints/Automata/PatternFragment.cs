using EdgeVL.Qwen3VL.Constraints.Expressions;

namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>Texts of a character automaton, byte by byte.</summary>
/// <remarks>The spelling of code points is a prefix code, so what was deterministic over code points stays so over bytes.</remarks>
internal sealed class PatternFragment
{
    private readonly AutomatonBuilder builder;
    private readonly CharacterAutomaton pattern;
    private readonly ByteSequence[][] sequences; // of each class
    private readonly Dictionary<string, int> inside = new(StringComparer.Ordinal);
    private readonly EdgeAction begin;
    private readonly EdgeAction goOn;
    private readonly int bound;
    private int first;

    private PatternFragment(AutomatonBuilder builder, CharacterAutomaton pattern, bool inJson, int bound)
    {
        this.builder = builder;
        this.pattern = pattern;
        this.bound = Math.Max(bound, 0);
        (begin, goOn) = bound == ByteAutomaton.None ? (EdgeAction.None, EdgeAction.None) : (EdgeAction.Count, EdgeAction.Inside);
        sequences = [.. pattern.Classes.Select(set => ByteSequence.Of(set, inJson).ToArray())];
    }

    /// <summary>The state from which any matching text within the bounds, quotes included, can be written as a JSON string.</summary>
    /// <param name="builder">Receives the states.</param>
    /// <param name="pattern">The texts; not empty.</param>
    /// <param name="bound">Their lengths, or null where all of them fit.</param>
    /// <param name="next">State behind the string; settled.</param>
    /// <exception cref="UnsupportedConstraintException">It becomes too large, or no text of these lengths matches.</exception>
    public static int BuildString(AutomatonBuilder builder, CharacterAutomaton pattern, StringBound? bound, int next)
    {
        int index = bound is null ? ByteAutomaton.None : builder.OpenString(bound);
        var fragment = new PatternFragment(builder, pattern, inJson: true, index);
        Edge end = bound is null ? Edge.On('"', next) : Edge.On('"', next, EdgeAction.EndString, index);
        int start = fragment.Build(bound, builder.DistanceOf(next), [end], StateTraits.None);
        builder.CloseString();
        long missing = bound?.MissingLength(start, 0) ?? 0;
        return builder.Add(StateTraits.None, 1 + builder.DistanceOf(start) + missing, [Edge.On('"', start)]);
    }

    /// <summary>The state from which any matching text can be written as it is; the answer ends behind it.</summary>
    /// <param name="builder">Receives the states.</param>
    /// <param name="pattern">The texts; not empty.</param>
    /// <param name="bound">Their lengths, or null where all of them fit.</param>
    /// <exception cref="UnsupportedConstraintException">As <see cref="BuildString"/>.</exception>
    public static int BuildText(AutomatonBuilder builder, CharacterAutomaton pattern, StringBound? bound)
    {
        int index = bound is null ? ByteAutomaton.None : builder.OpenString(bound);
        int start = new PatternFragment(builder, pattern, inJson: false, index).Build(bound, 0, [], StateTraits.Accepting);
        builder.CloseString();
        return start;
    }

    private int Build(StringBound? bound, long behind, Edge[] ends, StateTraits traits)
    {
        long[] nearest = Nearest(ends.Length);
        first = builder.Count;
        for (int state = 0; state < pattern.Count; state++)
        {
            builder.Define(builder.Reserve(), StateTraits.None, behind + (bound is null ? nearest[state] : 0), []);
        }

        for (int state = 0; state < pattern.Count; state++)
        {
            Edge[] moves = [.. Moves(Sequences(state), 0, behind, bound is not null)];
            bool accepts = pattern.Accepting[state];
            builder.Define(
                first + state,
                accepts ? traits : StateTraits.None,
                builder.DistanceOf(first + state),
                accepts ? [.. moves, .. ends] : moves
            );
        }

        if (bound is not null)
        {
            bound.Pattern = new PatternLengths(builder, first, bound);
            if (!bound.IsLive(first, 0))
            {
                throw new UnsupportedConstraintException("no text that matches the pattern is as long as minLength and maxLength demand");
            }
        }

        return first;
    }

    // Bytes from each state to the end of the nearest text, its end included.
    private long[] Nearest(int end)
    {
        int[] cost = [.. sequences.Select(static list => list.Length == 0 ? int.MaxValue : list.Min(static sequence => sequence.Length))];
        var nearest = new long[pattern.Count];
        Array.Fill(nearest, long.MaxValue);
        for (bool changed = true; changed; )
        {
            changed = false;
            for (int state = pattern.Count - 1; state >= 0; state--)
            {
                long best = pattern.Accepting[state] ? end : Moves(state).Min(move => Sum(nearest[move.Target], cost[move.Class]));
                changed |= best < nearest[state];
                nearest[state] = Math.Min(best, nearest[state]);
            }
        }

        return nearest;
    }

    private static long Sum(long left, long right) => left == long.MaxValue ? left : left + right;

    private IEnumerable<(int Class, int Target)> Moves(int state) =>
        Enumerable
            .Range(0, pattern.Classes.Length)
            .Select(index => (index, pattern.Move(state, index)))
            .Where(static move => move.Item2 != CharacterAutomaton.None);

    private List<(ByteSequence Bytes, int Target)> Sequences(int state) =>
        [.. Moves(state).SelectMany(move => sequences[move.Class].Select(sequence => (sequence, first + move.Target)))];

    // Edges for the bytes at one place of the sequences: between two neighbouring borders the same sequences go on.
    private List<Edge> Moves(List<(ByteSequence Bytes, int Target)> parts, int depth, long behind, bool counted)
    {
        var borders = new SortedSet<int>();
        foreach ((ByteSequence bytes, _) in parts)
        {
            borders.Add(bytes[depth].First);
            borders.Add(bytes[depth].Last + 1);
        }

        var edges = new List<Edge>();
        foreach ((int low, int high) in borders.Zip(borders.Skip(1), static (low, next) => (low, next - 1)))
        {
            List<(ByteSequence Bytes, int Target)> open = parts.FindAll(part =>
                part.Bytes[depth].First <= low && high <= part.Bytes[depth].Last
            );
            if (open.Count == 0)
            {
                continue;
            }

            int target =
                open[0].Bytes.Length == depth + 1 ? open[0].Target : Inside(Moves(open, depth + 1, behind, counted), behind, counted);
            Append(edges, Edge.Range(low, high, target, depth == 0 ? begin : goOn, bound));
        }

        return edges;
    }

    private static void Append(List<Edge> edges, Edge edge)
    {
        if (edges.Count > 0 && edges[^1].Target == edge.Target && edges[^1].Last + 1 == edge.First)
        {
            edges[^1] = edges[^1] with { Last = edge.Last };
        }
        else
        {
            edges.Add(edge);
        }
    }

    // A state inside a code point; equal ones are one.
    private int Inside(List<Edge> moves, long behind, bool counted)
    {
        string key = string.Join(';', moves.Select(static edge => $"{edge.First},{edge.Last},{edge.Target}"));
        if (!inside.TryGetValue(key, out int state))
        {
            long distance = counted ? behind : moves.Min(edge => 1 + builder.DistanceOf(edge.Target));
            inside[key] = state = builder.Add(StateTraits.None, distance, moves);
        }

        return state;
    }
}
