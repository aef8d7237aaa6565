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
    private readonly ConstraintVocabulary vocabulary;
    private readonly MaskWalker walker = new();
    private readonly TokenMask mask;
    private CompiledConstraint constraint;
    private Configuration at;
    private CompiledConstraint? maskConstraint;
    private Configuration maskAt;

    /// <summary>Makes a state at the beginning of an answer.</summary>
    public ConstraintState(ConstraintVocabulary vocabulary, CompiledConstraint constraint)
    {
        this.vocabulary = vocabulary;
        mask = vocabulary.NewMask();
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
            bool isFreeText = Automaton.Is(at.State, StateTraits.FreeText);
            FindWalked(isFreeText);
            if (isFreeText)
            {
                // Whole characters may come as far as the length allows; only what else a token may hold was walked.
                mask.UnionWith(vocabulary.Body[Automaton.OpenString(at.State)!.Most - at.Characters]);
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

    // The tokens that a walk finds, from the cache where one like it was made before.
    private void FindWalked(bool isFreeText)
    {
        int characters = isFreeText ? vocabulary.RemainderCharacters : vocabulary.Characters;
        var key = new MaskKey(constraint.Id, Automaton.Canonical(at, characters, vocabulary.MostCommas));
        if (vocabulary.Masks.TryCopy(key, mask))
        {
            return;
        }

        Span<ulong> words = mask.WritableWords;
        words.Clear();
        walker.Walk(Automaton, at, isFreeText ? vocabulary.Remainder : vocabulary.Trie, characters, words);
        words[^1] &= ulong.MaxValue >> 1;
        foreach (int stop in CanEnd ? vocabulary.StopTokens : [])
        {
            words[stop >> 6] |= 1UL << (stop & 63);
        }

        mask.CountMembers();
        vocabulary.Masks.Keep(key, mask);
    }
}
