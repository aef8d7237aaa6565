namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>Code points that an expression cannot tell apart, as few classes as possible.</summary>
internal sealed class Alphabet
{
    private readonly int[][] classesOfSet;

    private Alphabet(CodePointSet[] classes, int[][] classesOfSet)
    {
        Classes = classes;
        this.classesOfSet = classesOfSet;
    }

    /// <summary>The classes, disjoint and not empty.</summary>
    public CodePointSet[] Classes { get; }

    /// <summary>Classes that make up the set of that index.</summary>
    public ReadOnlySpan<int> this[int set] => classesOfSet[set];

    /// <summary>Cuts the code points by <paramref name="sets"/>.</summary>
    /// <param name="sets">The sets of an expression.</param>
    /// <param name="permitted">Code points outside are in no class.</param>
    public static Alphabet Of(IReadOnlyList<CodePointSet> sets, CodePointSet permitted)
    {
        var ranges = new Dictionary<string, List<(int First, int Last)>>(StringComparer.Ordinal);
        var members = new List<List<int>>();
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((int first, int last) in Pieces([.. sets, permitted]))
        {
            List<int> owners = [.. Enumerable.Range(0, sets.Count).Where(set => sets[set].Contains(first))];
            if (owners.Count == 0 || !permitted.Contains(first))
            {
                continue;
            }

            string key = string.Join(',', owners);
            if (order.TryAdd(key, members.Count))
            {
                members.Add(owners);
                ranges[key] = [];
            }

            ranges[key].Add((first, last));
        }

        CodePointSet[] classes = [.. order.OrderBy(static entry => entry.Value).Select(entry => CodePointSet.Of(ranges[entry.Key]))];
        int[][] ofSet =
        [
            .. Enumerable
                .Range(0, sets.Count)
                .Select(set => Enumerable.Range(0, classes.Length).Where(index => members[index].Contains(set)).ToArray()),
        ];
        return new Alphabet(classes, ofSet);
    }

    // Between two neighbouring borders no set begins or ends.
    private static IEnumerable<(int First, int Last)> Pieces(IEnumerable<CodePointSet> sets)
    {
        var borders = new SortedSet<int> { 0, CodePointSet.Largest + 1 };
        foreach (CodePointSet set in sets)
        {
            foreach ((int first, int last) in set.Ranges)
            {
                borders.Add(first);
                borders.Add(last + 1);
            }
        }

        return borders.Zip(borders.Skip(1), static (first, next) => (first, next - 1));
    }
}
