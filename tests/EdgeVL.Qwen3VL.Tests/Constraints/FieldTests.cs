using System.Text;
using System.Text.Json;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Constraints.Answers;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class FieldTests
{
    // Below it a probability is no longer a normal number.
    private const double SmallestLog = -700;

    [Fact]
    public void The_factors_of_all_bytes_multiply_to_those_of_all_tokens()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Nano;
        var answer = new ConstrainedAnswer(vocabulary);
        var random = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            var model = new StubbornModel(vocabulary, "structure", i);
            answer.Begin(JsonSchemaCompiler.Compile(new RandomSchema(random).Object(2).ToJsonString()), 800);
            double joint = 0;
            while (true)
            {
                answer.Next();
                if (answer.Finish is not null)
                {
                    break;
                }

                float[] logits = model.Logits().ToArray();
                MaskedScores scores = MaskedLogits.Measure(logits, answer.Mask);
                joint += Math.Log(scores.Probability(logits[answer.Choose(logits)]));
            }

            IReadOnlyList<FieldReading> fields = answer.Fields();
            if (answer.Finish == FinishReason.Stop && joint > SmallestLog)
            {
                Assert.Equal(joint, Math.Log(fields[0].Probability), 1e-6 * Math.Max(1, -joint));
            }

            // The values that hold no others, and the structure between them, each once.
            Assert.All(fields, field => Assert.True(field.Probability >= fields[0].Probability * 0.999999));
        }
    }

    [Fact]
    public void A_token_over_several_values_is_divided_among_them()
    {
        // Two strings; the second token ends the first, and begins the second.
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var logits = new float[vocabulary.Rows];
        Array.Fill(logits, -20);
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(JsonSchemaCompiler.Compile("""{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":2}"""), 50);
        int quote = vocabulary.TokenOf("\"");
        int between = vocabulary.TokenOf("\",\"");
        int end = vocabulary.TokenOf("\"]");
        int dot = vocabulary.TokenOf(".");
        int dotBetween = vocabulary.TokenOf(".\",\"");
        Say(answer, logits, (vocabulary.TokenOf("[\""), 5));
        Say(answer, logits, (vocabulary.TokenOf("A"), 5));

        // After `["A`: end the text (by `","`, `"]` or the quote alone) or go on with a dot.
        Say(answer, logits, (between, 3), (end, 2), (quote, 1), (dot, 2), (dotBetween, 1));
        Say(answer, logits, (vocabulary.TokenOf("B"), 5));
        Say(answer, logits, (end, 5));
        answer.Next();
        Assert.Equal("""["A","B"]""", Encoding.UTF8.GetString(answer.Bytes));
        Dictionary<string, FieldReading> fields = answer.Fields().ToDictionary(static field => field.Pointer);

        double all = Math.Exp(3) + (2 * Math.Exp(2)) + (2 * Math.Exp(1));
        double ends = (Math.Exp(3) + Math.Exp(2) + Math.Exp(1)) / all;
        Assert.Equal(ends, fields["/0"].Probability, 1e-4);
        Assert.Equal(ends, fields["/0"].Weakest, 1e-4);

        // The list decided that another text follows, among those which ended the first: `"` alone says nothing of that yet.
        Assert.Equal(1, fields["/1"].Probability, 1e-4);
        Assert.Equal(Math.Exp(3) / all, fields[""].Probability, 1e-4);
        Assert.Equal("\"A.", fields["/0"].RunnerUp);
        Assert.False(fields["/0"].RunnerUpIsWhole);
    }

    [Fact]
    public void The_members_of_a_choice_sum_to_one()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Nano;
        var random = new Random(3);
        float[][] rows =
        [
            .. Enumerable.Range(0, 400).Select(_ => Enumerable.Range(0, 2048).Select(_ => 5 * random.NextSingle()).ToArray()),
        ];
        string[] members = ["red", "redder", "green", "Grün", "blue"];
        CompiledConstraint constraint = JsonSchemaCompiler.Compile($$"""{"enum":["{{string.Join("\",\"", members)}}"]}""");

        // Whatever tokens a member may be written in, the probabilities of all ways to write all members are a distribution.
        double sum = members.Sum(member =>
            SumOfWays(new ConstraintState(vocabulary, constraint), vocabulary, rows, Encoding.UTF8.GetBytes($"\"{member}\""), 0)
        );
        Assert.Equal(1, sum, 1e-6);
    }

    [Fact]
    public void A_choice_names_its_runner_up_whole()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var logits = new float[vocabulary.Rows];
        Array.Fill(logits, -20);
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(
            JsonSchemaCompiler.Compile(
                """{"type":"object","properties":{"c":{"enum":["red","green"]},"n":{"type":["integer","null"],"minimum":0}},"required":["c","n"]}"""
            ),
            50
        );
        Say(answer, logits, (vocabulary.TokenOf("green"), 3), (vocabulary.TokenOf("red"), 2));
        Say(answer, logits, (vocabulary.TokenOf("4"), 3), (vocabulary.TokenOf("null"), 1));
        Say(answer, logits, (vocabulary.TokenOf("}"), 3), (vocabulary.TokenOf("2"), 2));
        answer.Next();
        Assert.Equal("""{"c":"green","n":4}""", Encoding.UTF8.GetString(answer.Bytes));
        Dictionary<string, FieldReading> fields = answer.Fields().ToDictionary(static field => field.Pointer);
        Assert.Equal("\"red\"", fields["/c"].RunnerUp);
        Assert.True(fields["/c"].RunnerUpIsWhole);
        Assert.Equal(1 / (1 + Math.Exp(-1)), fields["/c"].Probability, 1e-5);

        // The number has decided to be one, to begin with 4 and to end there.
        Assert.Equal(1 / (1 + Math.Exp(-2)) / (1 + Math.Exp(-1)), fields["/n"].Probability, 1e-5);
        Assert.Equal(1 / (1 + Math.Exp(-1)), fields["/n"].Weakest, 1e-5);
        Assert.Equal("42", fields["/n"].RunnerUp);
        Assert.Equal(JsonValueKind.Number, fields["/n"].Kind);
        Assert.InRange(fields["/c"].AllowedMass, 0.99, 1);
    }

    [Fact]
    public void What_the_constraint_took_away_shows_in_the_allowed_mass()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var logits = new float[vocabulary.Rows];
        Array.Fill(logits, -20);
        logits[vocabulary.TokenOf("unknown")] = 8;
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(CompiledConstraint.ForChoice("yes", "no"), 5);
        Say(answer, logits, (vocabulary.TokenOf("yes"), 2), (vocabulary.TokenOf("no"), 1));
        answer.Next();
        FieldReading field = Assert.Single(answer.Fields());
        Assert.Equal("yes", field.Text);
        Assert.Equal(JsonValueKind.Undefined, field.Kind);
        Assert.Equal(1 / (1 + Math.Exp(-1)), field.Probability, 1e-5);
        Assert.Equal((Math.Exp(2) + Math.Exp(1)) / (Math.Exp(8) + Math.Exp(2) + Math.Exp(1)), field.AllowedMass, 1e-4);
        Assert.Equal("no", field.RunnerUp);
        Assert.True(field.RunnerUpIsWhole);
    }

    [Fact]
    public void A_text_that_could_go_on_has_decided_to_stop()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var logits = new float[vocabulary.Rows];
        Array.Fill(logits, -20);
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(JsonSchemaCompiler.Compile("""{"type":"integer","minimum":0}"""), 9);
        Say(answer, logits, (vocabulary.TokenOf("4"), 5));
        answer.Next();
        logits[vocabulary.StopTokens[0]] = 1;
        logits[vocabulary.StopTokens[1]] = 2;
        logits[vocabulary.TokenOf("2")] = 2.1f;

        // Together the stop tokens are likelier than the digit, which is likelier than either.
        answer.Choose(logits);
        Assert.Equal(FinishReason.Stop, answer.Finish);
        answer.Next();
        double stops = Math.Exp(1) + Math.Exp(2);
        Assert.Equal(stops / (stops + Math.Exp(2.1)), answer.Fields()[0].Probability, 1e-4);
        Assert.Equal("42", answer.Fields()[0].RunnerUp);
    }

    [Fact]
    public void A_mere_split_is_no_doubt()
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Published;
        var logits = new float[vocabulary.Rows];
        Array.Fill(logits, -20);
        var answer = new ConstrainedAnswer(vocabulary);
        answer.Begin(JsonSchemaCompiler.Compile("""{"type":"string","maxLength":30}"""), 20);
        Say(answer, logits, (vocabulary.TokenOf("\""), 5));
        Say(
            answer,
            logits,
            (vocabulary.TokenOf("Par"), 3),
            (vocabulary.TokenOf("Paris"), 2.9f),
            (vocabulary.TokenOf("P"), 2.5f),
            (vocabulary.TokenOf("London"), 1)
        );
        Say(answer, logits, (vocabulary.TokenOf("is"), 9));
        Say(answer, logits, (vocabulary.TokenOf("\""), 9));
        answer.Next();
        FieldReading field = Assert.Single(answer.Fields());
        double agreeing = Math.Exp(3) + Math.Exp(2.9) + Math.Exp(2.5);
        Assert.Equal(Math.Exp(3) / (agreeing + Math.Exp(1)), field.Probability, 1e-4);
        Assert.Equal(agreeing / (agreeing + Math.Exp(1)), field.Weakest, 1e-4);
        Assert.Equal("\"London", field.RunnerUp);
    }

    [Fact]
    public void Values_of_an_answer_have_their_places()
    {
        List<ValueSpan> spans = ValueSpan.FindAll("""{"a":"x\"é","b":[1,{"c/d":null}],"e":{}}"""u8);
        Assert.Equal(["", "/a", "/b", "/b/0", "/b/1", "/b/1/c~1d", "/e"], spans.Select(static span => span.Pointer));
        Assert.Equal((5, 12), (spans[1].Start, spans[1].End));
        Assert.Equal((18, 19, 20), (spans[3].Start, spans[3].End, spans[3].DecidedEnd));
        Assert.Equal(JsonValueKind.Null, spans[5].Kind);
        Assert.Equal(spans[0].End - 1, spans[6].End);
    }

    private static double SumOfWays(
        ConstraintState state,
        ConstraintVocabulary vocabulary,
        float[][] rows,
        ReadOnlySpan<byte> rest,
        int depth
    )
    {
        if (rest.IsEmpty)
        {
            return 1;
        }

        double sum = 0;
        ConstraintSnapshot before = state.Snapshot();
        var tokens = new int[state.Mask.Count];
        state.Mask.CopyTo(tokens);

        // Any logits that depend on the bytes written so far will do.
        float[] logits = rows[HashOf(rest) % rows.Length];
        MaskedScores scores = MaskedLogits.Measure(logits, state.Mask);
        foreach (int token in tokens)
        {
            ReadOnlySpan<byte> bytes = vocabulary.TextOf(token);
            if (rest.StartsWith(bytes))
            {
                Assert.True(state.TryAdvance(token));
                sum += scores.Probability(logits[token]) * SumOfWays(state, vocabulary, rows, rest[bytes.Length..], depth + 1);
                state.Restore(before);
            }
        }

        return sum;
    }

    // Rests that begin alike must not meet different logits at the same place: what was written decides.
    private static int HashOf(ReadOnlySpan<byte> rest) => rest.Length == 0 ? 0 : 1;

    private static void Say(ConstrainedAnswer answer, float[] logits, params (int Token, float Logit)[] wishes)
    {
        answer.Next();
        foreach ((int token, float logit) in wishes)
        {
            logits[token] = logit;
        }

        Assert.Equal(wishes[0].Token, answer.Choose(logits));
        foreach ((int token, _) in wishes)
        {
            logits[token] = -20;
        }
    }
}
