namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>An expression as states with silent moves (Thompson): small, quickly built, and only a step to the deterministic one.</summary>
internal sealed class NondeterministicAutomaton
{
    /// <summary>Repetitions are written out; nested ones multiply.</summary>
    private const int MostStates = 50_000;

    private readonly List<List<int>> silent = [];
    private readonly List<(int Set, int Target)> moves = [];
    private readonly List<CodePointSet> sets = [];
    private readonly Dictionary<CodePointSet, int> indices = [];

    /// <summary>Builds the automaton.</summary>
    /// <exception cref="UnsupportedConstraintException">Its repetitions make it too large.</exception>
    public NondeterministicAutomaton(Expression expression)
    {
        Accepting = Add();
        Start = Build(expression, Accepting);
    }

    /// <summary>The state to begin in.</summary>
    public int Start { get; }

    /// <summary>The one accepting state.</summary>
    public int Accepting { get; }

    /// <summary>Number of states.</summary>
    public int Count => silent.Count;

    /// <summary>The sets that moves name.</summary>
    public IReadOnlyList<CodePointSet> Sets => sets;

    /// <summary>The one move of a state that takes a code point; set -1 where it has none.</summary>
    public (int Set, int Target) Move(int state) => moves[state];

    /// <summary>Adds every state that silent moves reach from those on <paramref name="pending"/> to <paramref name="closure"/>.</summary>
    public void Close(Stack<int> pending, HashSet<int> closure)
    {
        while (pending.TryPop(out int state))
        {
            if (closure.Add(state))
            {
                foreach (int next in silent[state])
                {
                    pending.Push(next);
                }
            }
        }
    }

    private int Build(Expression expression, int next) =>
        expression switch
        {
            Expression.Character character => AddMove(character.Set, next),
            Expression.Sequence sequence => sequence.Parts.Reverse().Aggregate(next, (behind, part) => Build(part, behind)),
            Expression.Choice choice => AddSilent([.. choice.Parts.Select(part => Build(part, next))]),
            Expression.Repeat repeat => BuildRepeat(repeat, next),
            _ => throw new ArgumentException("An anchor is left.", nameof(expression)),
        };

    private int BuildRepeat(Expression.Repeat repeat, int next)
    {
        int start = next;
        if (repeat.Most is { } most)
        {
            for (int i = repeat.Least; i < most; i++)
            {
                start = AddSilent([Build(repeat.Part, start), next]);
            }
        }
        else
        {
            start = Add();
            silent[start].AddRange([Build(repeat.Part, start), next]);
        }

        for (int i = 0; i < repeat.Least; i++)
        {
            start = Build(repeat.Part, start);
        }

        return start;
    }

    private int AddMove(CodePointSet set, int target)
    {
        if (!indices.TryGetValue(set, out int index))
        {
            indices[set] = index = sets.Count;
            sets.Add(set);
        }

        int state = Add();
        moves[state] = (index, target);
        return state;
    }

    private int AddSilent(int[] targets)
    {
        int state = Add();
        silent[state].AddRange(targets);
        return state;
    }

    private int Add()
    {
        if (silent.Count == MostStates)
        {
            throw new UnsupportedConstraintException("its repetitions make it too large");
        }

        silent.Add([]);
        moves.Add((-1, -1));
        return silent.Count - 1;
    }
}
