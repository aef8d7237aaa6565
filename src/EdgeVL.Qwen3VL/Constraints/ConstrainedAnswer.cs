using System.Globalization;
using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints.Answers;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>One constrained answer in the making: what the model has to read, what it may say, and what that was worth.</summary>
/// <remarks>
/// The loop: <see cref="Begin"/>; then <see cref="Next"/> for what the cache must drop and read, and unless <see cref="Finish"/> is set a pass over it
/// and <see cref="Choose"/> on its logits, and so on. The first step can be read together with the prompt; the step of a finished answer need
/// not be read at all. One thread at a time; its memory is made once, for any number of answers.
/// </remarks>
public sealed class ConstrainedAnswer
{
    private readonly ConstraintVocabulary vocabulary;
    private readonly AnswerText text;
    private readonly AnswerLedger ledger;
    private readonly JumpPlanner planner;
    private readonly ClosingPlanner closing;
    private ConstraintState? state;
    private int maxTokens;
    private int sampled;

    /// <summary>Makes the memory of an answer.</summary>
    public ConstrainedAnswer(ConstraintVocabulary vocabulary)
    {
        this.vocabulary = vocabulary;
        text = new AnswerText(vocabulary);
        ledger = new AnswerLedger(vocabulary);
        planner = new JumpPlanner(vocabulary);
        closing = new ClosingPlanner(vocabulary);
    }

    /// <summary>Why the answer ended; null while it goes on. <see cref="FinishReason.Length"/>: a value or the whole was closed for want of tokens.</summary>
    public FinishReason? Finish { get; private set; }

    /// <summary>Its tokens. Those at the end may still be replaced by others for the same bytes.</summary>
    public ReadOnlySpan<int> Tokens => text.Tokens;

    /// <summary>Its bytes, UTF-8; after <see cref="Next"/> they only grow.</summary>
    public ReadOnlySpan<byte> Bytes => text.Bytes;

    /// <summary>Tokens that the model did not have to choose.</summary>
    public int ForcedTokens => Math.Max(0, text.Count - sampled);

    /// <summary>What the model may say now.</summary>
    public TokenMask Mask => State.Mask;

    private ConstraintState State => state ?? throw new InvalidOperationException("No answer was begun.");

    private ByteAutomaton Automaton => State.Automaton;

    /// <summary>Begins an answer.</summary>
    /// <param name="constraint">What it may be.</param>
    /// <param name="tokens">Most tokens.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaUnsupported"/>: not even the shortest answer has so few tokens.</exception>
    public void Begin(CompiledConstraint constraint, int tokens)
    {
        state ??= new ConstraintState(vocabulary, constraint);
        state.Begin(constraint);
        text.Clear();
        ledger.Clear();
        planner.Reset();
        Finish = null;
        sampled = 0;
        maxTokens = tokens;
        if (!closing.Fits(state, state.At, tokens))
        {
            throw new FaultException(
                FaultCode.SchemaUnsupported,
                $"The shortest answer of the schema has {constraint.ShortestAnswer} bytes, more than {tokens} tokens can say.",
                "Allow more tokens for the answer, or ask for less."
            );
        }
    }

    /// <summary>Writes what is certain by now, and says what the cache has to do.</summary>
    public CacheStep Next()
    {
        if (Finish is null)
        {
            Jump();
            while (Finish is null && TryCloseValue())
            {
                Jump();
            }

            if (text.Count >= maxTokens)
            {
                Close(FinishReason.Length);
            }
        }

        return text.TakeStep();
    }

    /// <summary>Takes the likeliest allowed token; a stop token where all of them together are likelier.</summary>
    /// <param name="logits">Raw logits behind all tokens of the answer, [V].</param>
    /// <returns>The token.</returns>
    public int Choose(ReadOnlySpan<float> logits)
    {
        var choice = new Choice(logits, Mask, MaskedLogits.Measure(logits, Mask));
        int token = choice.Scores.Best;
        if (State.CanEnd && choice.StopProbability(vocabulary.StopTokens) >= choice.Probability(token))
        {
            token = vocabulary.StopTokens[0];
        }

        Take(token, choice);
        return token;
    }

    /// <summary>Takes a token that somebody else chose out of <see cref="Mask"/>.</summary>
    /// <param name="token">An allowed token.</param>
    /// <param name="logits">Raw logits behind all tokens of the answer, [V].</param>
    /// <exception cref="ArgumentException">The token is not allowed.</exception>
    public void Take(int token, ReadOnlySpan<float> logits)
    {
        if (!Mask.Contains(token))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The token {token} is not allowed here."),
                nameof(token)
            );
        }

        Take(token, new Choice(logits, Mask, MaskedLogits.Measure(logits, Mask)));
    }

    /// <summary>Ends the answer now, by its shortest way to an end, which the model does not write.</summary>
    /// <param name="reason">Why.</param>
    public void Close(FinishReason reason)
    {
        if (Finish is null && !State.CanEnd)
        {
            Append(closing.Bytes(State, State.At));
        }

        Finish ??= reason;
    }

    /// <summary>The values of a finished answer with their probabilities, containers before what they contain.</summary>
    /// <exception cref="InvalidOperationException">The answer goes on.</exception>
    public IReadOnlyList<FieldReading> Fields() =>
        Finish is null
            ? throw new InvalidOperationException("The answer is not finished.")
            : FieldReader.Read(vocabulary, State.Constraint, ledger, text.Bytes);

    private void Take(int token, in Choice choice)
    {
        if (Finish is not null)
        {
            throw new InvalidOperationException("The answer is finished.");
        }

        ledger.Note(Automaton, State.At, text.Length, token, choice);
        if (vocabulary.IsStop(token))
        {
            Finish = FinishReason.Stop;
            return;
        }

        ConstraintSnapshot before = State.Snapshot();
        State.TryAdvance(token);
        text.Append(token);
        sampled++;
        if (!closing.Fits(State, State.At, maxTokens - text.Count))
        {
            State.Restore(before);
            text.Truncate(text.Count - 1);
            ledger.DropLast();
            sampled--;
            Close(FinishReason.Length);
        }
    }

    private void Jump()
    {
        if (planner.TryPlan(State, text, out Configuration moved))
        {
            int count = planner.FirstToken + planner.Planned.Count;
            if (closing.Fits(State, moved, maxTokens - count))
            {
                text.Replace(planner.FirstToken, CollectionsMarshal.AsSpan(planner.Planned));
                State.Restore(new ConstraintSnapshot(moved));
                planner.Settle(text);
            }
        }

        if (State.IsComplete)
        {
            Finish = ledger.Closed.Count > 0 ? FinishReason.Length : FinishReason.Stop;
        }
    }

    // Where the tokens that are left are hardly enough for what must still come, an open text or list ends here and the rest is read.
    private bool TryCloseValue()
    {
        int left = maxTokens - text.Count;
        if (State.ShortestEnd < left || !closing.IsScarce(State, left) || !closing.TryPlanValue(State, left, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        Append(bytes);
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int start = text.Length;
        foreach (int token in closing.Encode(bytes))
        {
            text.Append(token);
        }

        State.TryAdvance(text.Bytes[start..]);
        ledger.NoteClosed(start, text.Length);
    }
}
