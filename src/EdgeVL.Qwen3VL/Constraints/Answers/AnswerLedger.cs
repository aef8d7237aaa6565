using System.Runtime.InteropServices;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Constraints.Vocabularies;
using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>What was decided for each byte of an answer, and how surely; its memory is kept from answer to answer.</summary>
/// <param name="vocabulary">Knows the bytes.</param>
internal sealed class AnswerLedger(ConstraintVocabulary vocabulary)
{
    /// <summary>Likely tokens that are remembered for each decision.</summary>
    public const int MostLikely = 16;

    private readonly List<Decision> decisions = [];
    private readonly List<Cut> cuts = [];
    private readonly List<TokenProbability> likely = [];
    private readonly List<(int Start, int End)> closed = [];

    // Of the token that is being noted: the place before each byte, and whether that byte had no alternative.
    private readonly Configuration[] places = new Configuration[TokenTrie.Deepest + 1];
    private readonly bool[] forced = new bool[TokenTrie.Deepest + 1];
    private readonly int[] nodes = new int[TokenTrie.Deepest + 1];

    /// <summary>The decisions, in the order of their bytes.</summary>
    public ReadOnlySpan<Decision> Decisions => CollectionsMarshal.AsSpan(decisions);

    /// <summary>Stretches that were written to end a value or the answer within its budget, not by the model.</summary>
    public IReadOnlyList<(int Start, int End)> Closed => closed;

    /// <summary>The cuts of a decision.</summary>
    public ReadOnlySpan<Cut> CutsOf(in Decision decision) =>
        CollectionsMarshal.AsSpan(cuts).Slice(decision.Cuts.Start, decision.Cuts.Count);

    /// <summary>The likeliest tokens of a decision, best first.</summary>
    public ReadOnlySpan<TokenProbability> LikelyOf(in Decision decision) =>
        CollectionsMarshal.AsSpan(likely).Slice(decision.Likely.Start, decision.Likely.Count);

    /// <summary>Begins a new answer.</summary>
    public void Clear()
    {
        decisions.Clear();
        cuts.Clear();
        likely.Clear();
        closed.Clear();
    }

    /// <summary>Notes a stretch that the model did not write.</summary>
    public void NoteClosed(int start, int end) => closed.Add((start, end));

    /// <summary>Forgets the last decision.</summary>
    public void DropLast()
    {
        Decision last = decisions[^1];
        decisions.RemoveAt(decisions.Count - 1);
        cuts.RemoveRange(last.Cuts.Start, last.Cuts.Count);
        likely.RemoveRange(last.Likely.Start, last.Likely.Count);
    }

    /// <summary>Notes a token before the answer takes it.</summary>
    /// <param name="automaton">The constraint.</param>
    /// <param name="at">Where the answer stands.</param>
    /// <param name="offset">Bytes of the answer.</param>
    /// <param name="token">The token, or a stop token.</param>
    /// <param name="choice">The logits, the mask and what was measured of the two.</param>
    public void Note(ByteAutomaton automaton, in Configuration at, int offset, int token, in Choice choice)
    {
        bool isStop = vocabulary.IsStop(token);
        var decision = new Decision
        {
            Offset = offset,
            Token = token,
            At = at,
            Probability = isStop ? choice.StopProbability(vocabulary.StopTokens) : choice.Probability(token),
            AllowedMass = choice.Scores.AllowedMass,
            Cuts = (cuts.Count, 0),
            Likely = (likely.Count, 0),
        };
        if (!isStop)
        {
            NoteCuts(ref decision, automaton, choice);
        }

        Span<TokenProbability> best = stackalloc TokenProbability[MostLikely];
        int count = MaskedLogits.Likeliest(choice.Logits, choice.Mask, choice.Scores, best);
        likely.AddRange(best[..count]);
        decision.Likely.Count = count;
        decisions.Add(decision);
    }

    private void NoteCuts(ref Decision decision, ByteAutomaton automaton, in Choice choice)
    {
        ReadOnlySpan<byte> bytes = vocabulary.TextOf(decision.Token);
        decision.Length = bytes.Length;
        Follow(automaton, decision.At, bytes);
        int last = 0;
        for (int i = 1; i < bytes.Length; i++)
        {
            if (automaton.Is(places[i].State, StateTraits.Seam))
            {
                cuts.Add(new Cut(i, Mass(i, choice), forced.AsSpan(last..i).IndexOf(false) < 0));
                last = i;
            }
        }

        // The stretch behind the last cut ends with the token itself.
        cuts.Add(new Cut(bytes.Length, decision.Probability, forced.AsSpan(last..bytes.Length).IndexOf(false) < 0));
        decision.Cuts.Count = cuts.Count - decision.Cuts.Start;
        decision.Shorter = Shorter(last, bytes.Length, choice);
    }

    private void Follow(ByteAutomaton automaton, in Configuration start, ReadOnlySpan<byte> bytes)
    {
        Configuration moving = start;
        int node = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            places[i] = moving;
            forced[i] = automaton.ForcedByte(moving) != ByteAutomaton.None;
            automaton.TryStep(ref moving, bytes[i]);
            node = vocabulary.Trie.Child(node, bytes[i]);
            nodes[i + 1] = node;
        }
    }

    // M: tokens that begin with the first bytes, and shorter ones that leave no choice but to go on with them.
    private double Mass(int length, in Choice choice)
    {
        TokenTrie trie = vocabulary.Trie;
        double mass = 0;
        for (int node = nodes[length]; node < trie.Ends[nodes[length]]; node++)
        {
            mass += choice.ProbabilityIfAllowed(trie.TokenAt(node));
        }

        for (int shorter = length - 1; shorter > 0 && forced[shorter]; shorter--)
        {
            mass += choice.ProbabilityIfAllowed(trie.TokenAt(nodes[shorter]));
        }

        return mass;
    }

    // Shorter tokens that end behind the last cut, or that could not but reach it.
    private double Shorter(int lastCut, int length, in Choice choice)
    {
        double sum = 0;
        bool reaches = true;
        for (int shorter = length - 1; shorter > 0; shorter--)
        {
            reaches = shorter > lastCut || (reaches && forced[shorter]) || (shorter == lastCut && lastCut > 0);
            sum += reaches ? choice.ProbabilityIfAllowed(vocabulary.Trie.TokenAt(nodes[shorter])) : 0;
        }

        return sum;
    }
}
