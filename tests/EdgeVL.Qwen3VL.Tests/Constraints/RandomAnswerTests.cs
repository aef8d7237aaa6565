using System.Text;
using System.Text.Json;
using EdgeVL.Contracts.Faults;
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
        CheckRandomSchemas(vocabularyName == "nano" ? 30 : 4, answer, (_, _) => answer.Choose(model.Logits()));
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("published")]
    public void Every_answer_is_valid_where_each_token_is_the_one_that_leads_farthest_from_the_end(string vocabularyName)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        var answer = new ConstrainedAnswer(vocabulary);
        var opponent = new FarthestToken(vocabulary);
        CheckRandomSchemas(vocabularyName == "nano" ? 60 : 10, answer, (constraint, random) => opponent.Say(answer, constraint, random));
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("published")]
    public void Every_answer_is_valid_where_each_token_is_any_that_is_allowed(string vocabularyName)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        var answer = new ConstrainedAnswer(vocabulary);
        var logits = new float[vocabulary.Rows];
        int[] allowed = new int[vocabulary.Rows];
        CheckRandomSchemas(
            vocabularyName == "nano" ? 150 : 15,
            answer,
            (_, random) => answer.Take(allowed[random.Next(answer.Mask.CopyTo(allowed))], logits)
        );
    }

    private static void CheckRandomSchemas(int count, ConstrainedAnswer answer, Action<CompiledConstraint, Random> say) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    AnswerOnce(answer, new RandomSchema(random).Whole(random.Next(4)).ToJsonString(), random, say);
                }
            )
        );

    private static void AnswerOnce(ConstrainedAnswer answer, string schema, Random random, Action<CompiledConstraint, Random> say)
    {
        CompiledConstraint constraint = JsonSchemaCompiler.Compile(schema);
        int tokens = random.Next(3) switch
        {
            0 => 400,
            1 => 60,
            _ => random.Next(1, 60),
        };
        tokens = BeginWithin(answer, constraint, tokens);
        int length = 0;
        for (answer.Next(); answer.Finish is null; answer.Next())
        {
            Assert.True(answer.Bytes.Length >= length, "An answer became shorter.");
            length = answer.Bytes.Length;
            say(constraint, random);
        }

        string json = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(answer.Bytes);
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.True(Validator.IsValid(schema, json), $"{json} is not valid for {schema}");
        Assert.True(constraint.Accepts(json), $"{json} is not accepted by {schema}");
        Assert.True(answer.Tokens.Length <= tokens, $"{answer.Tokens.Length} tokens, and {tokens} were allowed, for {json}");
        Assert.True(answer.Finish is FinishReason.Stop or FinishReason.Length);
        Assert.Equal(Compact(document.RootElement), json);
        AssertFieldsAreTheValues(answer, document.RootElement);
    }

    // Few tokens are refused where they cannot be enough, and never where there is one for each byte of the shortest answer.
    private static int BeginWithin(ConstrainedAnswer answer, CompiledConstraint constraint, int tokens)
    {
        try
        {
            answer.Begin(constraint, tokens);
            return tokens;
        }
        catch (FaultException fault)
        {
            Assert.Equal(FaultCode.SchemaUnsupported, fault.Code);
            Assert.True(constraint.ShortestAnswer > tokens);
            answer.Begin(constraint, (int)constraint.ShortestAnswer);
            return (int)constraint.ShortestAnswer;
        }
    }

    private static void AssertFieldsAreTheValues(ConstrainedAnswer answer, JsonElement root)
    {
        IReadOnlyList<FieldReading> fields = answer.Fields();
        Assert.Equal(Values("", root), fields.Select(static field => (field.Pointer, field.Kind, field.Text)));
        foreach (FieldReading field in fields)
        {
            Assert.Equal(field.Text, Encoding.UTF8.GetString(answer.Bytes[field.Start..field.End]));
            Assert.InRange(field.Probability, 0, 1);
            Assert.InRange(field.AllowedMass, 0, 1);
            Assert.InRange(field.Weakest, 0, 1);
            Assert.True(field.IsRead || answer.Finish == FinishReason.Length);
        }
    }

    private static IEnumerable<(string Pointer, JsonValueKind Kind, string Text)> Values(string pointer, JsonElement value)
    {
        IEnumerable<(string Pointer, JsonElement Value)> inside = value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Select(entry => (SchemaPointer.Join(pointer, entry.Name), entry.Value)),
            JsonValueKind.Array => value.EnumerateArray().Select((item, index) => (SchemaPointer.Join(pointer, index), item)),
            _ => [],
        };
        return inside
            .SelectMany(static entry => Values(entry.Pointer, entry.Value))
            .Prepend((pointer, value.ValueKind, value.GetRawText()));
    }

    // Raw UTF-8, no white space, and only the escapes that are needed; numbers as they were written.
    private static string Compact(JsonElement value) => Encoding.UTF8.GetString(CompactJson.Write(value));
}
