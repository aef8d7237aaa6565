namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>Makes an automaton deterministic: a state is a set of states.</summary>
internal static class SubsetConstruction
{
    /// <summary>Sets looked at before the expression is refused; far more than the minimal automaton may keep.</summary>
    private const int MostSets = 4000;

    /// <summary>Gives [state, class] moves (-1 for none) and the accepting states; state 0 is the start.</summary>
    /// <exception cref="UnsupportedConstraintException">There are too many sets.</exception>
    public static (int[] Next, bool[] Accepting) Run(NondeterministicAutomaton source, Alphabet alphabet)
    {
        int classes = alphabet.Classes.Length;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var sets = new List<int[]>();
        var next = new List<int>();
        Number(Closed(source, [source.Start]), numbers, sets);
        for (int state = 0; state < sets.Count; state++)
        {
            var targets = new List<int>?[classes];
            foreach (int member in sets[state])
            {
                (int set, int target) = source.Move(member);
                foreach (int index in set < 0 ? [] : alphabet[set])
                {
                    (targets[index] ??= []).Add(target);
                }
            }

            next.AddRange(targets.Select(list => list is null ? -1 : Number(Closed(source, list), numbers, sets)));
        }

        return ([.. next], [.. sets.Select(set => set.Contains(source.Accepting))]);
    }

    private static int[] Closed(NondeterministicAutomaton source, IEnumerable<int> states)
    {
        var closure = new HashSet<int>();
        source.Close(new Stack<int>(states), closure);

        // Only states that take a code point, and the accepting one, tell sets apart.
        int[] kernel = [.. closure.Where(state => state == source.Accepting || source.Move(state).Set >= 0)];
        Array.Sort(kernel);
        return kernel;
    }

    private static int Number(int[] set, Dictionary<string, int> numbers, List<int[]> sets)
    {
        string key = string.Join(',', set);
        if (!numbers.TryGetValue(key, out int number))
        {
            if (sets.Count == MostSets)
            {
                throw new UnsupportedConstraintException($"it needs more than {MostSets} states before it is made minimal");
            }

            numbers[key] = number = sets.Count;
            sets.Add(set);
        }

        return number;
    }
}
