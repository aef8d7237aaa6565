using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Constraints.Expressions;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>All the answers that are allowed, for any tokenizer. Immutable, safe on any thread, worth keeping.</summary>
public sealed class CompiledConstraint
{
    private static int lastId;

    internal CompiledConstraint(ByteAutomaton automaton, bool isJson)
    {
        Automaton = automaton;
        IsJson = isJson;
    }

    /// <summary>Whether answers are JSON; otherwise they are plain text.</summary>
    public bool IsJson { get; }

    /// <summary>States of the automaton.</summary>
    public int StateCount => Automaton.Count;

    /// <summary>Bytes of the shortest answer.</summary>
    public long ShortestAnswer => Automaton.Distance(Automaton.Start);

    /// <summary>Bytes of memory, near enough.</summary>
    public long Size => Automaton.Size;

    internal ByteAutomaton Automaton { get; }

    /// <summary>Tells constraints apart in caches that several share.</summary>
    internal int Id { get; } = Interlocked.Increment(ref lastId);

    /// <summary>Answers that match an expression from end to end: the regular part of ECMA-262, flag <c>u</c>.</summary>
    /// <param name="pattern">The expression; <c>^</c> and <c>$</c> at its ends say nothing new.</param>
    /// <param name="options">Its string length is the longest answer where the expression has no end.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaUnsupported"/>: not regular, too large, or nothing matches.</exception>
    public static CompiledConstraint ForRegex(string pattern, ConstraintOptions? options = null)
    {
        int longest = (options ?? new ConstraintOptions()).Checked().MaxStringLength;
        try
        {
            Expression whole = Anchoring.Whole(ExpressionParser.Parse(pattern));
            CharacterAutomaton texts = CharacterAutomaton.Compile(whole, CodePointSet.All);
            if (texts.Count == 0)
            {
                throw new UnsupportedConstraintException("no text matches it");
            }

            (int least, int? most) = texts.Lengths();

            // An expression that has an end is kept as it is; the budget is for those that have none.
            StringBound? bound = most is null ? new StringBound(0, Math.Max(longest, least)) : null;
            var builder = new AutomatonBuilder();
            return new CompiledConstraint(builder.Build(PatternFragment.BuildText(builder, texts, bound)), isJson: false);
        }
        catch (UnsupportedConstraintException unsupported)
        {
            throw Fault($"The expression '{pattern}' cannot be used: {unsupported.Message}.", unsupported);
        }
    }

    /// <summary>Answers that are one of <paramref name="texts"/>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaUnsupported"/>: there are none, or one is empty or too long.</exception>
    public static CompiledConstraint ForChoice(params IReadOnlyCollection<string> texts)
    {
        try
        {
            byte[][] choices = [.. texts.Distinct(StringComparer.Ordinal).Select(System.Text.Encoding.UTF8.GetBytes)];
            if (choices.Length == 0 || Array.Exists(choices, static choice => choice.Length == 0))
            {
                throw new UnsupportedConstraintException(choices.Length == 0 ? "there are none" : "one is empty");
            }

            var builder = new AutomatonBuilder();
            int end = builder.Add(StateTraits.Accepting, 0, []);
            int start = new LiteralTrie(builder, choices, [.. choices.Select(_ => end)]).Build([.. Enumerable.Range(0, choices.Length)]);
            return new CompiledConstraint(builder.Build(start), isJson: false);
        }
        catch (UnsupportedConstraintException unsupported)
        {
            throw Fault($"The choices cannot be used: {unsupported.Message}.", unsupported);
        }
    }

    private static FaultException Fault(string message, Exception inner) =>
        new(FaultCode.SchemaUnsupported, message, "Write it with classes, groups, alternatives and repetitions only, and smaller.", inner);
}
