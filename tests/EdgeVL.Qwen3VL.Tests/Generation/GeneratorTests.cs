using System.Text;
using EdgeVL.Capture;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Tests.Support;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Generation;

public sealed class GeneratorTests : IDisposable
{
    private static readonly GenerationOptions Endless = new()
    {
        StopAtEnd = false,
        StopAtRepetition = false,
        MaxTokens = 30,
    };

    private readonly VisionLanguageModel tiny;
    private readonly BuiltModels models;

    public GeneratorTests(BuiltModels models)
    {
        this.models = models;
        tiny = BuiltModels.Load(models.Tiny, context: 256);
    }

    [Fact]
    public void The_longest_answer_is_a_length_and_never_exceeded()
    {
        foreach (int most in new[] { 0, 1, 7 })
        {
            Answer answer = Run(Endless with { MaxTokens = most });
            Assert.Equal((FinishReason.Length, most), (answer.Finish, answer.Tokens.Count));
        }

        Assert.Equal(FinishReason.Length, Run(Endless with { MaxTokens = int.MaxValue }).Finish); // no memory for two thousand million tokens
    }

    [Fact]
    public void The_end_of_the_context_is_a_length()
    {
        Answer answer = tiny.Generator.Run(TestPrompts.Text(250), Endless, null, CancellationToken.None);
        Assert.Equal((FinishReason.Length, 7), (answer.Finish, answer.Tokens.Count)); // six steps fit behind the prompt, and the last token needs none
    }

    [Fact]
    public void Stop_tokens_end_an_answer_and_are_not_part_of_it()
    {
        Answer free = Run(Endless);
        int stop = free.Tokens[5];
        int at = free.Tokens.ToList().IndexOf(stop);
        Answer answer = Run(Endless with { StopTokens = [stop] });
        Assert.Equal(FinishReason.Stop, answer.Finish);
        Assert.Equal(free.Tokens.Take(at), answer.Tokens);
        Assert.Equal(tiny.Tokenizer.Decode([.. answer.Tokens]), answer.Text);
    }

    [Fact]
    public void The_models_own_stop_tokens_end_an_answer()
    {
        (VisionLanguageModel model, DecoderPrompt prompt, EncodedPicture picture) = NanoQuestion();
        using (model)
        using (picture)
        {
            Answer answer = model.Generator.Run(prompt, new GenerationOptions(), null, CancellationToken.None);
            Assert.Equal(FinishReason.Stop, answer.Finish);
            Assert.EndsWith("]", answer.Text, StringComparison.Ordinal);
            Answer past = model.Generator.Run(prompt, Endless with { MaxTokens = answer.Tokens.Count + 3 }, null, CancellationToken.None);
            Assert.Equal((FinishReason.Length, answer.Tokens.Count + 3), (past.Finish, past.Tokens.Count));
            Assert.Equal(answer.Tokens, past.Tokens.Take(answer.Tokens.Count));
        }
    }

    [Fact]
    public void A_stop_text_is_found_across_tokens_and_is_not_part_of_the_answer()
    {
        (VisionLanguageModel model, DecoderPrompt prompt, EncodedPicture picture) = NanoQuestion();
        using (model)
        using (picture)
        {
            Answer free = model.Generator.Run(prompt, new GenerationOptions(), null, CancellationToken.None);
            for (int i = 1; i < 8; i++)
            {
                // From inside one token to inside the next.
                int border = model.Tokenizer.Decode([.. free.Tokens.Take(i)]).Length;
                string stop = free.Text[(border - 1)..(border + 1)];
                var shown = new StringBuilder();
                Answer answer = model.Generator.Run(
                    prompt,
                    new GenerationOptions { StopTexts = ["never", stop] },
                    part => shown.Append(part),
                    CancellationToken.None
                );
                Assert.Equal(FinishReason.Stop, answer.Finish);
                Assert.Equal(free.Text[..free.Text.IndexOf(stop, StringComparison.Ordinal)], answer.Text);
                Assert.Equal(answer.Text, shown.ToString());
            }
        }
    }

    [Fact]
    public void A_loop_ends_an_answer_unless_it_may_go_on()
    {
        // Greedy answers of random weights fall into loops.
        var options = Endless with
        {
            MaxTokens = 200,
            StopAtRepetition = true,
        };
        Answer[] answers =
        [
            .. Enumerable
                .Range(1, 12)
                .Select(seed => tiny.Generator.Run(TestPrompts.Text(20, seed), options, null, CancellationToken.None)),
        ];
        (int seed, Answer looped) = answers.Index().First(static entry => entry.Item.Finish == FinishReason.Repetition);
        Assert.InRange(looped.Tokens.Count, 48, 199);
        Answer free = tiny.Generator.Run(
            TestPrompts.Text(20, seed + 1),
            options with
            {
                StopAtRepetition = false,
            },
            null,
            CancellationToken.None
        );
        Assert.Equal((FinishReason.Length, 200), (free.Finish, free.Tokens.Count));
        Assert.Equal(looped.Tokens, free.Tokens.Take(looped.Tokens.Count));
    }

    [Fact]
    public void A_seed_gives_the_same_answer_and_another_seed_another()
    {
        Answer First(int seed) =>
            Run(
                Endless with
                {
                    Sampling = new SamplingOptions
                    {
                        Temperature = 1.5,
                        TopK = 50,
                        Seed = seed,
                    },
                }
            );
        Assert.Equal(First(1).Tokens, First(1).Tokens);
        Assert.NotEqual(First(1).Tokens, First(2).Tokens);
    }

    [Fact]
    public void Streamed_parts_make_up_the_answer_and_never_cut_a_character()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            // Flat draws over all bytes: half of the tokens are parts of characters.
            var sampling = new SamplingOptions { Temperature = 2, Seed = seed };
            var parts = new List<string>();
            Answer answer = tiny.Generator.Run(
                TestPrompts.Text(10, seed),
                Endless with
                {
                    Sampling = sampling,
                    MaxTokens = 60,
                },
                part => parts.Add(part.ToString()),
                CancellationToken.None
            );
            Assert.Equal(answer.Text, string.Concat(parts));
            Assert.Equal(tiny.Tokenizer.Decode([.. answer.Tokens]), answer.Text);
            Assert.All(parts, static part => Assert.False(char.IsHighSurrogate(part[^1]) || char.IsLowSurrogate(part[0])));
            Assert.DoesNotContain("", parts);
        }
    }

    [Fact]
    public void Cancelled_between_tokens_it_gives_what_it_has_and_goes_on_afterwards()
    {
        Answer free = Run(Endless);
        using var source = new CancellationTokenSource();
        int parts = 0;
        Answer answer = tiny.Generator.Run(
            TestPrompts.Text(30),
            Endless,
            _ =>
            {
                if (++parts == 4)
                {
                    source.Cancel();
                }
            },
            source.Token
        );
        Assert.Equal(FinishReason.Cancelled, answer.Finish);
        Assert.InRange(answer.Tokens.Count, 4, 29);
        Assert.Equal(free.Tokens.Take(answer.Tokens.Count), answer.Tokens);
        Answer again = Run(Endless);
        Assert.Equal(free.Tokens, again.Tokens);
        Assert.Equal(29, again.KeptTokens);
    }

    [Fact]
    public void Cancelled_while_the_prompt_is_read_it_throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => tiny.Generator.Run(TestPrompts.Text(30), Endless, null, source.Token));
    }

    [Fact]
    public void Probabilities_are_told_where_they_are_asked_for()
    {
        Assert.Empty(Run(Endless).LogProbabilities);
        Answer chosen = Run(Endless with { TopLogProbabilities = 0 });
        Assert.Equal(30, chosen.LogProbabilities.Count);
        Assert.All(chosen.Best, static best => Assert.Empty(best));
        Answer greedy = Run(Endless with { TopLogProbabilities = 4 });
        Assert.Equal(chosen.LogProbabilities, greedy.LogProbabilities);
        for (int i = 0; i < 30; i++)
        {
            IReadOnlyList<TokenProbability> best = greedy.Best[i];
            Assert.Equal(4, best.Count);
            Assert.Equal((greedy.Tokens[i], greedy.LogProbabilities[i]), (best[0].Token, best[0].LogProbability));
            Assert.Equal(
                best.Select(static entry => entry.LogProbability).OrderDescending(),
                best.Select(static entry => entry.LogProbability)
            );
            Assert.InRange(best.Sum(static entry => Math.Exp(entry.LogProbability)), 0, 1.0001);
        }

        // Of what was drawn, not of what was likeliest.
        Answer drawn = Run(
            Endless with
            {
                TopLogProbabilities = 4,
                Sampling = new SamplingOptions { Temperature = 2, Seed = 3 },
            }
        );
        Assert.All(drawn.LogProbabilities.Zip(drawn.Best), static pair => Assert.InRange(pair.First, -50, pair.Second[0].LogProbability));
        Assert.Contains(drawn.LogProbabilities.Zip(drawn.Best), static pair => pair.First < pair.Second[0].LogProbability);
    }

    [Fact]
    public void The_phases_are_timed_by_the_clock_that_was_given()
    {
        Answer answer = Run(Endless);
        Assert.True(answer.PrefillTime > TimeSpan.Zero);
        Assert.True(answer.DecodeTime > TimeSpan.Zero);
    }

    public void Dispose() => tiny.Dispose();

    private Answer Run(GenerationOptions options) => tiny.Generator.Run(TestPrompts.Text(30), options, null, CancellationToken.None);

    private (VisionLanguageModel Model, DecoderPrompt Prompt, EncodedPicture Picture) NanoQuestion()
    {
        VisionLanguageModel model = BuiltModels.Load(models.Nano(Precision.Fp32));
        using Frame frame = StillImage.Load(Repository.At("samples/frames/001.jpg"));
        EncodedPicture picture = model.Encode(
            new PixelView(frame.Pixels, frame.Width, frame.Height, 3 * frame.Width, PixelOrder.Bgr),
            budget: null,
            CancellationToken.None
        );
        DecoderPrompt prompt = TestPrompts.Ask(
            model,
            picture,
            "",
            "Spotting all the text in the image with line-level, and output in JSON format."
        );
        return (model, prompt, picture);
    }
}
