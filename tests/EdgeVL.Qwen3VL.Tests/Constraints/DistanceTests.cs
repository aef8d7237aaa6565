using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Constraints.Automata;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class DistanceTests
{
    [Fact]
    public void The_shortest_way_to_an_end_is_as_long_as_it_says_and_no_byte_shortens_it_by_more_than_itself() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150).WithQuietOnSuccess(true),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                static seed =>
                {
                    var random = new Random(seed);
                    CompiledConstraint constraint = JsonSchemaCompiler.Compile(new RandomSchema(random).Next(2).ToJsonString());
                    for (int i = 0; i < 8; i++)
                    {
                        Follow(constraint.Automaton, constraint.Wander(random, random.Next(60)));
                    }
                }
            )
        );

    [Theory]
    [InlineData("""{"type":"string","minLength":3}""", 5)]
    [InlineData("""{"type":"array","items":{"type":"array","items":{"enum":[7]},"minItems":2},"minItems":3}""", 19)]
    [InlineData("""{"type":"string","pattern":"^(?:ab)+$","minLength":5,"maxLength":8}""", 8)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"null"}},"required":["b"]}""", 10)]
    [InlineData("""{"type":"integer","minimum":-20,"maximum":-10}""", 3)]
    [InlineData("""{"type":"string","format":"date-time"}""", 22)]
    public void The_shortest_answer_is_counted_in_bytes(string schema, int bytes) =>
        Assert.Equal(bytes, JsonSchemaCompiler.Compile(schema).ShortestAnswer);

    [Fact]
    public void Distances_of_long_lists_do_not_overflow()
    {
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(
            """
            {"type":"array","minItems":60000,"items":{"type":"array","minItems":60000,"items":{"type":"array","minItems":60000,"items":{"type":"null"}}}}
            """
        );
        Assert.InRange(constraint.ShortestAnswer, 1_000_000_000_000_000, 2_000_000_000_000_000);
    }

    private static void Follow(ByteAutomaton automaton, Configuration at)
    {
        long distance = automaton.Distance(at);
        Assert.Equal(distance == 0, automaton.IsAccepting(at));
        for (int value = 0; value < 256; value++)
        {
            Configuration behind = at;
            if (automaton.TryStep(ref behind, (byte)value))
            {
                Assert.True(automaton.Distance(behind) >= distance - 1);
            }
        }

        for (; distance > 0; distance--)
        {
            Assert.NotEqual(ByteAutomaton.None, automaton.StepToEnd(ref at));
        }

        Assert.True(automaton.IsAccepting(at));
    }
}
