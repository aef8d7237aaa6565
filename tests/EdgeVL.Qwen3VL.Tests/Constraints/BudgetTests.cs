using System.Text;
using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class BudgetTests
{
    private const string Three = """
        {"type":"object","properties":{"remark":{"type":"string","maxLength":5000},"lot":{"type":"string","maxLength":20},
         "list":{"type":"array","items":{"type":"integer"},"maxItems":1000},"count":{"type":"integer","minimum":0,"maximum":9}},
         "required":["remark","lot","list","count"]}
        """;

    [Fact]
    public void A_value_that_runs_away_is_ended_and_the_rest_is_read()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(JsonSchemaCompiler.Compile(Three), 80);
        Run(answer, new StubbornModel(vocabulary, "never end", 1));
        Assert.Equal(FinishReason.Length, answer.Finish);
        Assert.InRange(answer.Tokens.Length, 60, 80);
        Dictionary<string, FieldReading> fields = answer.Fields().ToDictionary(static field => field.Pointer);
        Assert.False(fields["/remark"].IsRead);
        Assert.True(fields["/remark"].Text.Length > 100);
        Assert.True(fields["/count"].IsRead);
        Assert.False(fields[""].IsRead);
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("published")]
    public void Every_budget_is_kept_down_to_the_shortest_answer(string vocabularyName)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(Three);
        var answer = new ConstrainedAnswer(vocabulary);
        int shortest = 0;
        for (int tokens = vocabularyName == "nano" ? 100 : 30; tokens > 0; tokens--)
        {
            try
            {
                answer.Begin(constraint, tokens);
            }
            catch (FaultException fault)
            {
                Assert.Equal(FaultCode.SchemaUnsupported, fault.Code);
                shortest = tokens;
                break;
            }

            Run(answer, new StubbornModel(vocabulary, "never end", tokens));
            Assert.InRange(answer.Tokens.Length, 1, tokens);
            JsonDocument.Parse(Encoding.UTF8.GetString(answer.Bytes)).Dispose();
        }

        Assert.InRange(shortest, 10, 40);
    }

    [Fact]
    public void An_answer_can_be_ended_at_any_time()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Nano;
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(Three);
        var answer = new ConstrainedAnswer(vocabulary);
        for (int steps = 0; steps < 60; steps++)
        {
            var model = new StubbornModel(vocabulary, "half characters", steps);
            answer.Begin(constraint, 500);
            answer.Next();
            for (int i = 0; i < steps && answer.Finish is null; i++)
            {
                answer.Choose(model.Logits());
                answer.Next();
            }

            answer.Close(FinishReason.Repetition);
            Assert.True(Validator.IsValid(Three, Encoding.UTF8.GetString(answer.Bytes)));
        }
    }

    [Fact]
    public void A_text_without_an_end_of_its_own_ends_with_its_tokens()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Nano;
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(CompiledConstraint.ForRegex("(?:[a-z]| )*"), 12);
        int asked = Run(answer, new StubbornModel(vocabulary, "never end", 1));
        Assert.Equal(FinishReason.Length, answer.Finish);
        Assert.Equal(12, answer.Tokens.Length);
        Assert.Equal(12, asked);
    }

    [Fact]
    public void A_finished_answer_takes_no_more()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Nano;
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(JsonSchemaCompiler.Compile("""{"enum":[1,23]}"""), 12);
        Assert.Throws<InvalidOperationException>(() => answer.Fields());
        answer.Next();
        Assert.Throws<ArgumentException>(() => answer.Take(2002, new float[2048]));
        Run(answer, new StubbornModel(vocabulary, "digits", 1));
        Assert.Throws<InvalidOperationException>(() => answer.Choose(new float[2048]));
    }

    private static int Run(ConstrainedAnswer answer, StubbornModel model)
    {
        int asked = 0;
        while (true)
        {
            answer.Next();
            if (answer.Finish is not null)
            {
                return asked;
            }

            answer.Choose(model.Logits());
            asked++;
        }
    }
}
