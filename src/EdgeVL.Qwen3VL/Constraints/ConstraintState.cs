using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Constraints.Vocabularies;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>A place in an answer to return to.</summary>
public readonly record struct ConstraintSnapshot
{
    internal ConstraintSnapshot(Configuration at) => At = at;

    internal Configuration At { get; }
}

/// <summary>Where one answer stands in its constraint. One thread at a time; its memory is made once, for any number of answers.</summary>
public sealed class ConstraintState
{
    // So near to its greatest length a pattern's masks are dear enough to be kept for each length.
    private const int NearCharacters = 12;

    // In the keys of masks, in the place of a number of characters.
    private const int WholeMask = -1;
    private const int WithoutBounds = -2;

    private readonly ConstraintVocabulary vocabulary;
    private readonly MaskWalker walker = new();
    private readonly TokenMask mask;
    private readonly TokenMask unbounded;
    private CompiledConstraint constraint;
    private Configuration at;
    private CompiledConstraint? maskConstraint;
    private Configuration maskAt;

    /// <summary>Makes a state at the beginning of an answer.</summary>
    public ConstraintState(ConstraintVocabulary vocabulary, CompiledConstraint constraint)
    {
        this.vocabulary = vocabulary;
        mask = vocabulary.NewMask();
        unbounded = vocabulary.NewMask();
        this.constraint = constraint;
        at = constraint.Automaton.Start;
    }

    /// <summary>Whether the answer may end here.</summary>
    public bool CanEnd => constraint.Automaton.IsAccepting(at);

    /// <summary>Whether the answer has ended: nothing may follow.</summary>
    public bool IsComplete => CanEnd && !constraint.Automaton.CanGoOn(at);

    /// <summary>Bytes of the shortest way to an end.</summary>
    public long ShortestEnd => constraint.Automaton.Distance(at);

    /// <summary>The tokens that may come next, stop tokens where the answer may end; overwritten when it is asked for again.</summary>
    /// <remarks>Never empty. A token is among them if all its bytes may follow; the answer that it begins can always be ended.</remarks>
    public TokenMask Mask
    {
        get
        {
            if (maskConstraint == constraint && maskAt == at)
            {
                return mask;
            }

            (maskConstraint, maskAt) = (constraint, at);
            if (Automaton.Is(at.State, StateTraits.FreeText))
            {
                // Whole characters may come as far as the length allows; only what else a token may hold is walked.
                StringBound free = Automaton.OpenString(at.State)!;
                FindRemainder(free);
                mask.UnionWith(vocabulary.Body[free.Most - at.Characters]);
            }
            else if (Automaton.OpenString(at.State) is { Pattern: { } pattern } bound && pattern.Open >= at.Characters)
            {
                FindInPattern(bound, pattern.Open - at.Characters);
            }
            else
            {
                FindWalked(vocabulary.Trie, vocabulary.Characters);
            }

            return mask;
        }
    }

    internal CompiledConstraint Constraint => constraint;

    internal ByteAutomaton Automaton => constraint.Automaton;

    internal Configuration At => at;

    /// <summary>Nodes that were looked at for the last mask that was computed.</summary>
    internal int Visited => walker.Visited;

    /// <summary>Begins an answer under <paramref name="next"/>.</summary>
    public void Begin(CompiledConstraint next)
    {
        constraint = next;
        at = next.Automaton.Start;
    }

    /// <summary>The place where the answer stands; cheap to take and to keep.</summary>
    public ConstraintSnapshot Snapshot() => new(at);

    /// <summary>Returns to a place of this answer.</summary>
    public void Restore(ConstraintSnapshot snapshot) => at = snapshot.At;

    /// <summary>Takes a token of text; false, and nothing has happened, where it may not come next.</summary>
    public bool TryAdvance(int token)
    {
        ReadOnlySpan<byte> bytes = vocabulary.TextOf(token);
        return !bytes.IsEmpty && TryAdvance(bytes);
    }

    /// <summary>Takes bytes, whatever tokens they are of; false, and nothing has happened, where they may not come next.</summary>
    public bool TryAdvance(ReadOnlySpan<byte> bytes) => Automaton.TryStep(ref at, bytes);

    /// <summary>Writes the bytes that must come next whatever the model says, as many as fit; the answer does not move.</summary>
    /// <returns>Number of bytes written.</returns>
    public int CopyForced(Span<byte> bytes)
    {
        Configuration moving = at;
        int count = 0;
        while (count < bytes.Length && Automaton.ForcedByte(moving) is >= 0 and int forced)
        {
            bytes[count++] = (byte)forced;
            Automaton.TryStep(ref moving, (byte)forced);
        }

        return count;
    }

    /// <summary>Writes the bytes of a shortest way to an end, as many as fit; the answer does not move.</summary>
    /// <returns>Number of bytes written.</returns>
    public int CopyShortestEnd(Span<byte> bytes)
    {
        Configuration moving = at;
        int count = 0;
        while (count < bytes.Length && Automaton.StepToEnd(ref moving) is >= 0 and int value)
        {
            bytes[count++] = (byte)value;
        }

        return count;
    }

    // What is no whole character of a JSON string. Near a bound, what short runs of characters may do is the same at many lengths; the few
    // long ones are followed one by one.
    private void FindRemainder(StringBound bound)
    {
        if (bound.IsFar(at.Characters, vocabulary.RemainderCharacters))
        {
            FindWalked(vocabulary.Remainder, vocabulary.RemainderCharacters);
            return;
        }

        FindWalked(vocabulary.Remainder, ConstraintVocabulary.ShortRun);
        foreach (int token in vocabulary.LongRemainder)
        {
            Configuration moving = at;
            ulong bit = 1UL << (token & 63);
            ref ulong word = ref mask.WritableWords[token >> 6];
            word = Automaton.TryStep(ref moving, vocabulary.Tokenizer.TokenBytes(token)) ? word | bit : word & ~bit;
        }
    }

    // Tokens of whole characters that stay among the lengths at which every state can end are the same at each of them: one walk, cut by length.
    // Only those that reach beyond are followed one by one, and what else a token may hold is walked.
    private void FindInPattern(StringBound bound, int open)
    {
        bool isNear = open < NearCharacters;
        var key = new MaskKey(constraint.Id, at, WholeMask);
        if (isNear && vocabulary.Masks.TryCopy(key, mask))
        {
            return;
        }

        if (constraint.IsJson)
        {
            FindRemainder(bound);
        }
        else
        {
            FindWalked(vocabulary.Others, vocabulary.Characters);
        }

        mask.UnionWithBoth(Unbounded().Words, vocabulary.Body[open]);

        // One more, for the character that an escape has begun was counted with its backslash.
        int most = Math.Min(bound.Most - at.Characters + 1, vocabulary.Body.Longest);
        for (int characters = open + 1; characters <= most; characters++)
        {
            AddOfLength(characters);
        }

        mask.CountMembers();
        if (isNear)
        {
            vocabulary.Masks.Keep(key, mask);
        }
    }

    private void AddOfLength(int characters)
    {
        Span<ulong> words = mask.WritableWords;
        foreach (int token in vocabulary.Body.OfLength(characters))
        {
            if (Automaton.CanHold(at, vocabulary.Tokenizer.TokenBytes(token), characters))
            {
                words[token >> 6] |= 1UL << (token & 63);
            }
        }
    }

    // The tokens that could follow if the open string had no bounds.
    private TokenMask Unbounded()
    {
        Configuration start = at;
        start.Characters = 0;
        var key = new MaskKey(constraint.Id, Automaton.Canonical(start, 0, vocabulary.MostCommas), WithoutBounds);
        if (!vocabulary.Masks.TryCopy(key, unbounded))
        {
            unbounded.WritableWords.Clear();
            walker.WalkUnbounded(Automaton, start, vocabulary.Trie, vocabulary.Characters, unbounded.WritableWords);
            unbounded.CountMembers();
            vocabulary.Masks.Keep(key, unbounded);
        }

        return unbounded;
    }

    // The tokens that a walk finds, from the cache where one like it was made before. The key needs no name of the tokens that are walked:
    // a state and the lengths that are one to it decide which they are.
    private void FindWalked(TokenTrie trie, int characters)
    {
        var key = new MaskKey(constraint.Id, Automaton.Canonical(at, characters, vocabulary.MostCommas), characters);
        if (vocabulary.Masks.TryCopy(key, mask))
        {
            return;
        }

        Span<ulong> words = mask.WritableWords;
        words.Clear();
        walker.Walk(Automaton, at, trie, characters, words);
        words[^1] &= ulong.MaxValue >> 1;
        foreach (int stop in CanEnd ? vocabulary.StopTokens : [])
        {
            words[stop >> 6] |= 1UL << (stop & 63);
        }

        mask.CountMembers();
        vocabulary.Masks.Keep(key, mask);
    }
}
