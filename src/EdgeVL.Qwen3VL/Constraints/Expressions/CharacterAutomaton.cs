namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>The minimal deterministic automaton of an expression over classes of code points; every state can still reach acceptance.</summary>
internal sealed class CharacterAutomaton
{
    /// <summary>No move.</summary>
    public const int None = -1;

    /// <summary>Largest automaton that is compiled.</summary>
    public const int MostStates = 2000;

    private readonly int[] next; // [state, class]

    private CharacterAutomaton(CodePointSet[] classes, int[] next, bool[] accepting)
    {
        Classes = classes;
        this.next = next;
        Accepting = accepting;
    }

    /// <summary>The classes that moves name.</summary>
    public CodePointSet[] Classes { get; }

    /// <summary>Whether a text may end in a state, [states]; the first state is the start. Empty where no text matches.</summary>
    public bool[] Accepting { get; }

    /// <summary>Number of states.</summary>
    public int Count => Accepting.Length;

    /// <summary>Compiles a resolved expression.</summary>
    /// <param name="expression">Without anchors.</param>
    /// <param name="permitted">Code points that texts may have.</param>
    /// <exception cref="UnsupportedConstraintException">It needs too many states.</exception>
    public static CharacterAutomaton Compile(Expression expression, CodePointSet permitted)
    {
        var source = new NondeterministicAutomaton(expression);
        var alphabet = Alphabet.Of(source.Sets, permitted);
        (int[] next, bool[] accepting) = SubsetConstruction.Run(source, alphabet);
        (next, accepting) = Minimisation.Run(next, accepting, alphabet.Classes.Length);
        return accepting.Length <= MostStates
            ? new CharacterAutomaton(alphabet.Classes, next, accepting)
            : throw new UnsupportedConstraintException($"it needs {accepting.Length} states, and {MostStates} are the limit");
    }

    /// <summary>The state behind <paramref name="state"/> for code points of a class, or <see cref="None"/>.</summary>
    public int Move(int state, int characters) => next[(state * Classes.Length) + characters];

    /// <summary>Whether the whole of <paramref name="text"/> matches.</summary>
    public bool Matches(string text)
    {
        int state = Count == 0 ? None : 0;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            int characters = Array.FindIndex(Classes, set => set.Contains(rune.Value));
            state = state == None || characters < 0 ? None : Move(state, characters);
        }

        return state != None && Accepting[state];
    }

    /// <summary>Fewest and most code points of a matching text; the most is null where there is no end.</summary>
    public (int Least, int? Most) Lengths()
    {
        int[] least = new int[Count];
        int[] most = new int[Count];
        Array.Fill(least, int.MaxValue);
        Array.Fill(most, -1);
        bool endless = false;

        // Paths of n moves in round n; as many moves as there are states run through a circle, and every state lies on a matching text.
        for (int round = 0; round <= Count; round++)
        {
            bool[] reach = round == 0 ? Accepting : Predecessors(most, round - 1);
            for (int state = 0; state < Count; state++)
            {
                if (reach[state])
                {
                    least[state] = Math.Min(least[state], round);
                    most[state] = round;
                }
            }

            if (!most.Contains(round))
            {
                break;
            }

            endless = round == Count;
        }

        return (least[0], endless ? null : most[0]);
    }

    private bool[] Predecessors(int[] most, int round)
    {
        var reach = new bool[Count];
        for (int i = 0; i < next.Length; i++)
        {
            reach[i / Classes.Length] |= next[i] != None && most[next[i]] == round;
        }

        return reach;
    }
}
