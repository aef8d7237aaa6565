namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>Drops states that cannot reach acceptance and merges those that nothing tells apart (Hopcroft).</summary>
internal sealed class Minimisation
{
    private readonly int classes;
    private readonly List<int>[] sources; // [class, state]: where the moves come from
    private readonly List<List<int>> blocks = [];
    private readonly int[] blockOf;
    private readonly Stack<(int Block, int Class)> splitters = new();

    private Minimisation(int[] next, bool[] accepting, int classes)
    {
        this.classes = classes;
        int states = accepting.Length;
        blockOf = new int[states];
        sources = new List<int>[classes * states];
        for (int i = 0; i < next.Length; i++)
        {
            int slot = (i % classes * states) + next[i];
            (sources[slot] ??= []).Add(i / classes);
        }

        foreach (IGrouping<bool, int> group in Enumerable.Range(0, states).GroupBy(state => accepting[state]))
        {
            AddBlock([.. group]);
        }
    }

    /// <summary>Gives the same automaton with the fewest states; the start stays state 0. Empty where nothing is accepted.</summary>
    /// <param name="next">[state, class]; -1 for no move.</param>
    /// <param name="accepting">[state].</param>
    /// <param name="classes">Number of classes.</param>
    public static (int[] Next, bool[] Accepting) Run(int[] next, bool[] accepting, int classes)
    {
        // A sink makes the automaton complete; it and whatever cannot reach acceptance end up in one block.
        int sink = accepting.Length;
        int[] complete = [.. next.Select(target => target < 0 ? sink : target), .. Enumerable.Repeat(sink, classes)];
        var work = new Minimisation(complete, [.. accepting, false], classes);
        work.Split();
        return work.Quotient(complete, accepting, sink);
    }

    private void Split()
    {
        while (splitters.TryPop(out (int Block, int Class) splitter))
        {
            var touched = new Dictionary<int, List<int>>();
            foreach (int state in blocks[splitter.Block])
            {
                foreach (int source in sources[(splitter.Class * blockOf.Length) + state] ?? [])
                {
                    int block = blockOf[source];
                    (touched.TryGetValue(block, out List<int>? members) ? members : touched[block] = []).Add(source);
                }
            }

            foreach ((int block, List<int> members) in touched)
            {
                SplitOff(block, members);
            }
        }
    }

    private void SplitOff(int block, List<int> members)
    {
        if (members.Count == blocks[block].Count)
        {
            return;
        }

        var inside = members.ToHashSet();
        List<int> rest = [.. blocks[block].Where(state => !inside.Contains(state))];

        // The smaller half becomes the new block and is all that has to be looked at again.
        (List<int> smaller, List<int> larger) = members.Count <= rest.Count ? (members, rest) : (rest, members);
        blocks[block] = larger;
        AddBlock(smaller);
    }

    private void AddBlock(List<int> states)
    {
        foreach (int state in states)
        {
            blockOf[state] = blocks.Count;
        }

        for (int i = 0; i < classes; i++)
        {
            splitters.Push((blocks.Count, i));
        }

        blocks.Add(states);
    }

    private (int[] Next, bool[] Accepting) Quotient(int[] next, bool[] accepting, int sink)
    {
        // Numbered as a walk from the start meets them, so that the start is 0 and what it does not reach is gone.
        int dead = blockOf[sink];
        var numbers = new Dictionary<int, int>();
        var order = new List<int>();
        void Meet(int block)
        {
            if (block != dead && numbers.TryAdd(block, order.Count))
            {
                order.Add(block);
            }
        }

        Meet(blockOf[0]);
        for (int i = 0; i < order.Count; i++)
        {
            int state = blocks[order[i]][0];
            for (int c = 0; c < classes; c++)
            {
                Meet(blockOf[next[(state * classes) + c]]);
            }
        }

        IEnumerable<int> moves = order.SelectMany(block =>
            Enumerable.Range(blocks[block][0] * classes, classes).Select(i => numbers.GetValueOrDefault(blockOf[next[i]], -1))
        );
        return ([.. moves], [.. order.Select(block => accepting[blocks[block][0]])]);
    }
}
