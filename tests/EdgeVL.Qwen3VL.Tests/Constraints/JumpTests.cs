using System.Text;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class JumpTests
{
    [Theory]
    [InlineData("nano", 400)]
    [InlineData("published", 150)]
    public void A_model_that_writes_a_document_ends_with_the_tokens_of_that_document(string vocabularyName, int documents)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        var answer = new ConstrainedAnswer(vocabulary);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(documents).WithQuietOnSuccess(true),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    (string schema, string json) = new RandomDocument(new Random(seed)).Next();
                    var model = new OracleModel(vocabulary, json);
                    model.Write(answer, JsonSchemaCompiler.Compile(schema));
                    Assert.Equal(json, Encoding.UTF8.GetString(answer.Bytes));
                    Assert.Equal(model.Document, answer.Tokens.ToArray());
                    Assert.Equal(FinishReason.Stop, answer.Finish);
                    Assert.Equal(0, model.Dropped);
                }
            )
        );
    }

    [Fact]
    public void The_example_has_the_tokens_of_the_published_tokenizer()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var model = new OracleModel(vocabulary, """{"name":"","x":"(a)","y":-5}""");
        var answer = new ConstrainedAnswer(vocabulary);
        model.Write(
            answer,
            JsonSchemaCompiler.Compile(
                """{"type":"object","properties":{"name":{"type":"string"},"x":{"type":"string"},"y":{"type":"integer"}},"required":["name","x","y"]}"""
            )
        );
        Assert.Equal([4913, 606, 60767, 87, 3252, 7, 64, 79787, 88, 52052, 20, 92], answer.Tokens.ToArray());
        Assert.Equal(answer.Tokens.Length - model.Chosen, answer.ForcedTokens);
        Assert.InRange(answer.ForcedTokens, 4, 6);
    }

    [Fact]
    public void The_first_stretch_is_certain_before_the_model_is_asked()
    {
        var answer = new ConstrainedAnswer(TestVocabularies.Published);
        answer.Begin(JsonSchemaCompiler.Compile("""{"type":"object","properties":{"lot":{"type":"integer"}},"required":["lot"]}"""), 50);
        CacheStep step = answer.Next();
        Assert.Equal(0, step.Drop);
        // A minus may follow the colon, and `":-` is a token: the last piece is left to the model.
        Assert.Equal("{\"lot", Encoding.UTF8.GetString(answer.Bytes));
        Assert.Equal(answer.Tokens, step.Append);

        answer.Begin(
            JsonSchemaCompiler.Compile("""{"type":"object","properties":{"lot":{"type":"integer","minimum":0}},"required":["lot"]}"""),
            50
        );
        answer.Next();
        Assert.Equal("{\"lot\":", Encoding.UTF8.GetString(answer.Bytes));
    }

    [Fact]
    public void An_answer_without_a_choice_needs_no_model()
    {
        var answer = new ConstrainedAnswer(TestVocabularies.Published);
        answer.Begin(JsonSchemaCompiler.Compile("""{"const":{"a":[1,"x"],"b":null}}"""), 50);
        answer.Next();
        Assert.Equal(FinishReason.Stop, answer.Finish);
        Assert.Equal("""{"a":[1,"x"],"b":null}""", Encoding.UTF8.GetString(answer.Bytes));
        Assert.Equal(answer.Tokens.Length, answer.ForcedTokens);
        Assert.Equal(1, answer.Fields()[0].Probability);
    }

    [Fact]
    public void A_token_of_the_models_that_is_not_the_tokenizers_is_replaced()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(
            JsonSchemaCompiler.Compile(
                """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer","minimum":0}},"required":["a","b"]}"""
            ),
            50
        );
        var logits = new float[vocabulary.Rows];
        answer.Next();
        foreach (string piece in (string[])["\":\"", "(", "Par", "is", ")", "\""])
        {
            answer.Take(vocabulary.TokenOf(piece), logits);
            CacheStep step = answer.Next();
            if (piece == "\"")
            {
                // The cache holds `)`, and the quote was never read: the tokenizer makes one token of both and the comma behind them.
                Assert.Equal(1, step.Drop);
                Assert.Equal([vocabulary.TokenOf(")\",\""), vocabulary.TokenOf("b"), vocabulary.TokenOf("\":")], step.Append.ToArray());
            }
        }

        // What lies before the last piece stays as the model wrote it.
        Assert.Equal("{\"a\":\"(Paris)\",\"b\":", Encoding.UTF8.GetString(answer.Bytes));
        Assert.Contains(vocabulary.TokenOf("Par"), answer.Tokens.ToArray());
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("published")]
    public void Whatever_the_tokens_the_answer_has_their_bytes_and_the_cache_its_tokens(string vocabularyName)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        var answer = new ConstrainedAnswer(vocabulary);
        var model = new StubbornModel(vocabulary, "single bytes", 3);
        var random = new Random(4);
        for (int i = 0; i < (vocabularyName == "nano" ? 30 : 2); i++)
        {
            answer.Begin(JsonSchemaCompiler.Compile(new RandomSchema(random).Object(2).ToJsonString()), 3000);
            List<int> cache = [];
            while (answer.Finish is null)
            {
                CacheStep step = answer.Next();
                cache.RemoveRange(cache.Count - step.Drop, step.Drop);
                cache.AddRange(step.Append);
                Assert.Equal(answer.Tokens.ToArray(), cache);
                if (answer.Finish is null)
                {
                    answer.Choose(model.Logits());
                }
            }

            Assert.Equal(answer.Bytes.ToArray(), answer.Tokens.ToArray().SelectMany(token => vocabulary.TextOf(token).ToArray()));
        }
    }

    [Fact]
    public void Plain_text_jumps_too()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var answer = new ConstrainedAnswer(vocabulary);
        var model = new OracleModel(vocabulary, "The lot is 4821 and it is fine.");
        model.Write(answer, CompiledConstraint.ForRegex(@"The lot is \d{4} and it is (?:fine|finest|bad)\."));
        Assert.Equal(model.Document, answer.Tokens.ToArray());
        Assert.InRange(model.Chosen, 5, 7);
        model = new OracleModel(vocabulary, "a  b\n\n c\n");
        model.Write(answer, CompiledConstraint.ForRegex(@"a  b\n\n? ?c\n"));
        Assert.Equal(model.Document, answer.Tokens.ToArray());
    }
}
