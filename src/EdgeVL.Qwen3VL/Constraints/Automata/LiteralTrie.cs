namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>Texts merged by their common beginnings, each with a state behind it.</summary>
/// <param name="builder">Receives the states.</param>
/// <param name="texts">Distinct texts, none empty.</param>
/// <param name="targets">State behind each text; settled before a text is built that ends there.</param>
internal sealed class LiteralTrie(AutomatonBuilder builder, byte[][] texts, int[] targets)
{
    /// <summary>Longest text in bytes.</summary>
    public const int LongestText = 4096;

    // Tails that several tries share, such as the end of a key that follows different keys, are built once.
    private readonly Dictionary<(int Depth, string Members), int> built = [];

    /// <summary>The state from which any of the texts <paramref name="members"/> can be written.</summary>
    /// <exception cref="UnsupportedConstraintException">A text is too long.</exception>
    public int Build(IReadOnlyList<int> members) =>
        members.Any(member => texts[member].Length > LongestText)
            ? throw new UnsupportedConstraintException($"a name or value has more than {LongestText} bytes")
            : Build(0, members);

    private int Build(int depth, IReadOnlyList<int> members)
    {
        (int, string) key = (depth, string.Join(',', members));
        if (!built.TryGetValue(key, out int state))
        {
            built[key] = state = BuildNew(depth, members);
        }

        return state;
    }

    private int BuildNew(int depth, IReadOnlyList<int> members)
    {
        var edges = new List<Edge>();
        StateTraits traits = StateTraits.None;
        long distance = long.MaxValue;
        foreach (
            IGrouping<byte, int> group in members.Where(member => texts[member].Length > depth).GroupBy(member => texts[member][depth])
        )
        {
            int[] inside = [.. group];
            int target = inside is [int only] && texts[only].Length == depth + 1 ? targets[only] : Build(depth + 1, inside);
            edges.Add(Edge.On((char)group.Key, target));
            distance = Math.Min(distance, 1 + builder.DistanceOf(target));
        }

        // A text that is the beginning of another ends in a state that also goes on, as 1 does beside 12.
        foreach (int member in members.Where(member => texts[member].Length == depth))
        {
            edges.AddRange(builder.EdgesOf(targets[member]));
            traits |= builder.TraitsOf(targets[member]) & StateTraits.Accepting;
            distance = Math.Min(distance, builder.DistanceOf(targets[member]));
        }

        return builder.Add(traits, distance, edges);
    }
}
