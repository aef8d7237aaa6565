using System.Text;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>Whether a text is one of the answers of a constraint.</summary>
internal static class Acceptor
{
    public static bool Accepts(this CompiledConstraint constraint, string text) => constraint.Accepts(Encoding.UTF8.GetBytes(text));

    public static bool Accepts(this CompiledConstraint constraint, ReadOnlySpan<byte> text)
    {
        Configuration at = constraint.Automaton.Start;
        return constraint.Automaton.TryStep(ref at, text) && constraint.Automaton.IsAccepting(at);
    }

    /// <summary>A configuration inside some answer: random bytes that may follow, as many as asked for or until the answer can only end.</summary>
    public static Configuration Wander(this CompiledConstraint constraint, Random random, int steps)
    {
        ByteAutomaton automaton = constraint.Automaton;
        Configuration at = automaton.Start;
        for (int i = 0; i < steps && automaton.CanGoOn(at); i++)
        {
            byte[] live = [.. Enumerable.Range(0, 256).Select(static value => (byte)value).Where(value => CanStep(automaton, at, value))];
            automaton.TryStep(ref at, live[random.Next(live.Length)]);
        }

        return at;
    }

    private static bool CanStep(ByteAutomaton automaton, Configuration at, byte value) => automaton.TryStep(ref at, value);
}
