namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>States merged so that the answer may go on as from any of them, as long as the bytes themselves decide which.</summary>
internal sealed class Union(AutomatonBuilder builder)
{
    private readonly Dictionary<string, int> built = new(StringComparer.Ordinal);

    /// <summary>The merged state.</summary>
    /// <param name="states">Settled states.</param>
    /// <exception cref="UnsupportedConstraintException">The forms cannot be told apart by what is written.</exception>
    public int Build(params IReadOnlyCollection<int> states)
    {
        int[] members = [.. states.Distinct().Order()];
        if (members is [int only])
        {
            return only;
        }

        string key = string.Join(',', members);
        if (!built.TryGetValue(key, out int state))
        {
            built[key] = state = BuildNew(members);
        }

        return state;
    }

    private int BuildNew(int[] members)
    {
        var edges = new List<Edge>();
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            Edge[] taking = [.. members.SelectMany(member => builder.EdgesOf(member).Where(edge => edge.Takes(value))).Distinct()];
            if (taking.Length > 0)
            {
                Append(edges, value, taking);
            }
        }

        StateTraits traits = members.Aggregate(StateTraits.None, (sum, member) => sum | builder.TraitsOf(member));
        return builder.Add(traits, members.Min(builder.DistanceOf), edges);
    }

    private void Append(List<Edge> edges, int value, Edge[] taking)
    {
        Edge first = taking[0];
        if (Array.Exists(taking, edge => (edge.Action, edge.Bound) != (first.Action, first.Bound)))
        {
            throw new UnsupportedConstraintException("its forms cannot be told apart by what is written first");
        }

        int target = Build([.. taking.Select(static edge => (int)edge.Target)]);
        if (edges.Count > 0 && edges[^1].Last == value - 1 && edges[^1].Target == target && edges[^1].Action == first.Action)
        {
            edges[^1] = edges[^1] with { Last = (byte)value };
        }
        else
        {
            edges.Add(first with { First = (byte)value, Last = (byte)value, Target = (ushort)target });
        }
    }
}
