using System.Text;
using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>Maps the decisions of an answer to its values, exactly: a token that belongs to several is divided among them.</summary>
/// <remarks>The first bytes of such a token have the probability of all tokens that begin with them, the next ones that of those which go on so
/// among these, and so on: the product is that of the token.</remarks>
internal sealed class FieldReader
{
    private readonly ConstraintVocabulary vocabulary;
    private readonly CompiledConstraint constraint;
    private readonly AnswerLedger ledger;
    private readonly byte[] answer;
    private readonly List<Stretch> stretches = [];

    private FieldReader(ConstraintVocabulary vocabulary, CompiledConstraint constraint, AnswerLedger ledger, byte[] answer)
    {
        this.vocabulary = vocabulary;
        this.constraint = constraint;
        this.ledger = ledger;
        this.answer = answer;
        for (int i = 0; i < ledger.Decisions.Length; i++)
        {
            AddStretches(i);
        }
    }

    /// <summary>Reads the values of a complete answer.</summary>
    public static IReadOnlyList<FieldReading> Read(
        ConstraintVocabulary vocabulary,
        CompiledConstraint constraint,
        AnswerLedger ledger,
        ReadOnlySpan<byte> answer
    )
    {
        byte[] bytes = answer.ToArray();
        var reader = new FieldReader(vocabulary, constraint, ledger, bytes);
        List<ValueSpan> spans = constraint.IsJson
            ? ValueSpan.FindAll(bytes)
            : [new ValueSpan("", JsonValueKind.Undefined, 0, bytes.Length)];
        return [.. spans.Select(reader.Read)];
    }

    private void AddStretches(int index)
    {
        Decision decision = ledger.Decisions[index];
        if (decision.Length == 0)
        {
            stretches.Add(new Stretch(index, decision.Offset, 0, decision.Probability, 1, IsLast: true, IsForced: false));
            return;
        }

        (int start, double mass) = (0, 1.0);
        ReadOnlySpan<Cut> cuts = ledger.CutsOf(decision);
        for (int i = 0; i < cuts.Length; i++)
        {
            // Rounding must not make a factor larger than 1; where all of the mass has vanished, none is left to divide.
            double factor = mass > 0 ? Math.Min(1, cuts[i].Mass / mass) : 1;
            bool isLast = i == cuts.Length - 1;
            stretches.Add(new Stretch(index, decision.Offset + start, start, factor, mass, isLast, cuts[i].IsForced));
            (start, mass) = (cuts[i].Position, cuts[i].Mass);
        }
    }

    private FieldReading Read(ValueSpan value)
    {
        double probability = 1;
        double allowedMass = 1;
        double weakest = 1;
        Stretch? least = null;
        foreach (Stretch stretch in stretches)
        {
            if (stretch.Offset < value.Start || stretch.Offset >= value.DecidedEnd)
            {
                continue;
            }

            probability *= stretch.Factor;
            if (stretch.IsForced)
            {
                continue;
            }

            allowedMass = Math.Min(allowedMass, ledger.Decisions[stretch.Decision].AllowedMass);
            double agreeing = Agreeing(stretch, value.DecidedEnd);
            if (least is null || agreeing < weakest)
            {
                (weakest, least) = (agreeing, stretch);
            }
        }

        (string? runnerUp, bool isWhole) = least is null || value.IsContainer ? (null, false) : RunnerUp(least, value);
        return new FieldReading
        {
            Pointer = value.Pointer,
            Kind = value.Kind,
            Text = Encoding.UTF8.GetString(answer, value.Start, value.End - value.Start),
            Probability = probability,
            Weakest = weakest,
            AllowedMass = allowedMass,
            RunnerUp = runnerUp,
            RunnerUpIsWhole = isWhole,
            IsRead = !ledger.Closed.Any(part => part.Start < value.End && part.End > value.Start),
            Start = value.Start,
            End = value.End,
        };
    }

    // The factor with all tokens that agree with what was written as far as the value goes; a mere split is no doubt.
    private double Agreeing(Stretch stretch, int end)
    {
        Decision decision = ledger.Decisions[stretch.Decision];
        if (!stretch.IsLast || decision.Length == 0 || stretch.Mass <= 0)
        {
            return stretch.Factor;
        }

        double sum = decision.Probability + decision.Shorter;
        foreach (TokenProbability candidate in ledger.LikelyOf(decision))
        {
            ReadOnlySpan<byte> bytes = vocabulary.TextOf(candidate.Token);
            if (bytes.Length > decision.Length && Agrees(bytes, decision.Offset, end))
            {
                sum += Math.Exp(candidate.LogProbability);
            }
        }

        return Math.Min(1, sum / stretch.Mass);
    }

    private bool Agrees(ReadOnlySpan<byte> bytes, int offset, int end)
    {
        int length = Math.Min(bytes.Length, Math.Min(end, answer.Length) - offset);
        return bytes[..length].SequenceEqual(answer.AsSpan(offset, length));
    }

    private (string? Text, bool IsWhole) RunnerUp(Stretch stretch, ValueSpan value)
    {
        Decision decision = ledger.Decisions[stretch.Decision];
        foreach (TokenProbability candidate in ledger.LikelyOf(decision))
        {
            ReadOnlySpan<byte> bytes = vocabulary.TextOf(candidate.Token);
            if (IsOther(bytes, decision, stretch, value))
            {
                return Complete(decision, bytes, value);
            }
        }

        return (null, false);
    }

    // Whether a token, empty for a stop token, goes along up to the stretch and then says something else of the value.
    private bool IsOther(ReadOnlySpan<byte> bytes, in Decision decision, Stretch stretch, ValueSpan value)
    {
        if (bytes.IsEmpty || decision.Length == 0)
        {
            return bytes.IsEmpty != (decision.Length == 0);
        }

        return bytes.Length > stretch.Position
            && Agrees(bytes[..stretch.Position], decision.Offset, answer.Length)
            && !Agrees(bytes, decision.Offset, value.DecidedEnd);
    }

    // The value up to the decision, the other token, and what must follow it.
    private (string Text, bool IsWhole) Complete(in Decision decision, ReadOnlySpan<byte> other, ValueSpan value)
    {
        var json = new List<byte>();
        json.AddRange(answer.AsSpan(0, decision.Offset));
        json.AddRange(other);
        ByteAutomaton automaton = constraint.Automaton;
        Configuration at = decision.At;
        automaton.TryStep(ref at, other);
        int end = ValueEnd.Find(json, value.Start, constraint.IsJson);
        while (end < 0 && automaton.ForcedByte(at) is >= 0 and int forced)
        {
            json.Add((byte)forced);
            automaton.TryStep(ref at, (byte)forced);
            end = ValueEnd.Find(json, value.Start, constraint.IsJson);
        }

        bool isWhole = end >= 0 || other.IsEmpty || (automaton.IsAccepting(at) && !automaton.CanGoOn(at));
        return (Encoding.UTF8.GetString([.. json[value.Start..(end < 0 ? json.Count : end)]]), isWhole);
    }

    /// <summary>Bytes of one decision that have one owner.</summary>
    /// <param name="Decision">Index of the decision.</param>
    /// <param name="Offset">First byte in the answer.</param>
    /// <param name="Position">First byte in the token.</param>
    /// <param name="Factor">Its part of the decision's probability.</param>
    /// <param name="Mass">Sum of q over the tokens that agree with the bytes of the token before it.</param>
    /// <param name="IsLast">Whether the token ends with it.</param>
    /// <param name="IsForced">Whether none of its bytes was a choice.</param>
    private sealed record Stretch(int Decision, int Offset, int Position, double Factor, double Mass, bool IsLast, bool IsForced);
}
