using System.Text;
using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Constraints.Schemas;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

/// <summary>Random schemas, and models that want something else: every answer is valid, compact and within its budget.</summary>
public class RandomAnswerTests
{
    public static TheoryData<string, string> Models =>
        [.. from vocabulary in (string[])["nano", "published"] from kind in StubbornModel.Kinds select (vocabulary, kind)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_answer_is_valid_whatever_the_model_wants(string vocabularyName, string kind)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        var answer = new ConstrainedAnswer(vocabulary);
        var model = new StubbornModel(vocabulary, kind, 1);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(vocabularyName == "nano" ? 25 : 3).WithQuietOnSuccess(true),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    string schema = new RandomSchema(random).Next(2).ToJsonString();
                    AnswerOnce(answer, model, schema, random.Next(2) == 0 ? 400 : 60);
                }
            )
        );
    }

    private static void AnswerOnce(ConstrainedAnswer answer, StubbornModel model, string schema, int tokens)
    {
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(schema);
        tokens = Math.Max(tokens, (int)constraint.ShortestAnswer);
        answer.Begin(constraint, tokens);
        int length = 0;
        while (true)
        {
            answer.Next();
            Assert.True(answer.Bytes.Length >= length, "An answer became shorter.");
            length = answer.Bytes.Length;
            if (answer.Finish is not null)
            {
                break;
            }

            answer.Choose(model.Logits());
        }

        string json = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(answer.Bytes);
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.True(Validator.IsValid(schema, json), $"{json} is not valid for {schema}");
        Assert.True(answer.Tokens.Length <= tokens, $"{answer.Tokens.Length} tokens, and {tokens} were allowed, for {json}");
        Assert.Equal(Compact(document.RootElement), json);
        AssertFieldsAreWhole(answer, document.RootElement);
    }

    private static void AssertFieldsAreWhole(ConstrainedAnswer answer, JsonElement root)
    {
        IReadOnlyList<FieldReading> fields = answer.Fields();
        Assert.Equal(root.GetRawText(), fields[0].Text);
        foreach (FieldReading field in fields)
        {
            Assert.InRange(field.Probability, 0, 1);
            Assert.InRange(field.AllowedMass, 0, 1);
            Assert.InRange(field.Weakest, 0, 1);
            Assert.True(field.IsRead || answer.Finish == FinishReason.Length);
        }
    }

    // Raw UTF-8, no white space, and only the escapes that are needed; numbers as they were written.
    private static string Compact(JsonElement value) => Encoding.UTF8.GetString(CompactJson.Write(value));
}
