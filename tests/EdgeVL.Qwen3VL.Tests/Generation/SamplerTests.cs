using EdgeVL.Qwen3VL.Generation;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Generation;

public sealed class SamplerTests
{
    private const int Vocabulary = 120;

    private static readonly Gen<SamplingOptions> Options =
        from temperature in Gen.Elements(0, 0.3, 0.7, 1, 1.7)
        from topK in Gen.Elements(0, 1, 2, 20, 119, 120, 500)
        from topP in Gen.Elements(1, 0.95, 0.5, 0.05, 0)
        from repetition in Gen.Elements(1, 1.3, 0.8)
        from presence in Gen.Elements(0, 1.5, -0.5)
        from seed in Gen.Choose(0, 1_000_000)
        select new SamplingOptions
        {
            Temperature = temperature,
            TopK = topK,
            TopP = topP,
            RepetitionPenalty = repetition,
            PresencePenalty = presence,
            Seed = seed,
        };

    [Fact]
    public void It_chooses_what_the_plain_definition_chooses() =>
        Prop.ForAll(
                Options.ToArbitrary(),
                static options =>
                {
                    var random = new Random(options.Seed!.Value ^ 77);
                    int[] prompt = [.. Enumerable.Range(0, 30).Select(_ => random.Next(Vocabulary))];
                    var naive = new NaiveSampler(options, prompt);
                    var sampler = new Sampler(Vocabulary);
                    sampler.Begin(options, prompt);
                    for (int i = 0; i < 12; i++)
                    {
                        float[] logits = Logits(random);
                        if (naive.Choose(logits) != sampler.Choose(logits))
                        {
                            return false;
                        }
                    }

                    return true;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20251015, 3));

    [Fact]
    public void Logits_stay_as_they_are()
    {
        float[] logits = Logits(new Random(1));
        float[] copy = [.. logits];
        var sampler = new Sampler(Vocabulary);
        sampler.Begin(
            new SamplingOptions
            {
                Temperature = 1,
                TopK = 5,
                RepetitionPenalty = 2,
                PresencePenalty = 1,
                Seed = 1,
            },
            [1, 2, 3]
        );
        sampler.Choose(logits);
        Assert.Equal(copy, logits);
    }

    [Fact]
    public void A_new_answer_forgets_the_tokens_of_the_last()
    {
        float[] logits = Logits(new Random(2));
        int best = Array.IndexOf(logits, logits.Max());
        var options = new SamplingOptions { PresencePenalty = 100 };
        var sampler = new Sampler(Vocabulary);
        sampler.Begin(options, []);
        Assert.Equal(best, sampler.Choose(logits));
        Assert.NotEqual(best, sampler.Choose(logits));
        sampler.Begin(options, []);
        Assert.Equal(best, sampler.Choose(logits));
    }

    [Fact]
    public void A_seed_gives_the_same_tokens_and_another_seed_others()
    {
        Assert.Equal(Draws(5), Draws(5));
        Assert.NotEqual(Draws(5), Draws(6));

        static int[] Draws(int seed)
        {
            var random = new Random(3);
            var sampler = new Sampler(Vocabulary);
            sampler.Begin(new SamplingOptions { Temperature = 1, Seed = seed }, []);
            return [.. Enumerable.Range(0, 30).Select(_ => sampler.Choose(Logits(random)))];
        }
    }

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        float[] logits = [MathF.Log(0.5f), MathF.Log(0.3f), MathF.Log(0.15f), MathF.Log(0.05f)];
        var sampler = new Sampler(4);
        sampler.Begin(new SamplingOptions { Temperature = 1, Seed = 9 }, []);
        int[] counts = new int[4];
        for (int i = 0; i < 20_000; i++)
        {
            counts[sampler.Choose(logits)]++;
        }

        // Four standard deviations of a count.
        Assert.All(counts.Zip([0.5, 0.3, 0.15, 0.05]), static pair => Assert.Equal(pair.Second, pair.First / 20_000.0, 0.0142));
    }

    [Fact]
    public void A_choice_allocates_nothing()
    {
        float[] logits = Logits(new Random(4));
        var sampler = new Sampler(Vocabulary);
        sampler.Begin(
            new SamplingOptions
            {
                Temperature = 0.7,
                TopK = 20,
                TopP = 0.8,
                RepetitionPenalty = 1.1,
                PresencePenalty = 1.5,
                Seed = 1,
            },
            [1, 2]
        );
        for (int i = 0; i < 100; i++)
        {
            sampler.Choose(logits);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            sampler.Choose(logits);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Logits(Random random) => [.. Enumerable.Range(0, Vocabulary).Select(_ => (random.NextSingle() * 16) - 8)];
}
