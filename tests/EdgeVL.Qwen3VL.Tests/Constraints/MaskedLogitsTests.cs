using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class MaskedLogitsTests
{
    [Theory]
    [InlineData(2048, 10)]
    [InlineData(2048, 2048)]
    [InlineData(151_936, 3)]
    [InlineData(151_936, 5000)]
    [InlineData(151_936, 140_000)]
    [InlineData(5003, 4999)]
    public void Sums_and_the_best_are_those_of_a_plain_loop(int rows, int allowed)
    {
        var random = new Random(rows + allowed);
        foreach (float gap in (float[])[0, 20, 39, 60, 5000])
        {
            float[] logits = [.. Enumerable.Range(0, rows).Select(_ => (float)((random.NextDouble() * 40) - 20))];
            TokenMask mask = MaskOf(rows, random, allowed);
            logits[random.Next(rows)] = 20 + gap;
            AssertMeasures(logits, mask);
        }
    }

    [Fact]
    public void Broken_logits_still_choose_an_allowed_token()
    {
        var random = new Random(1);
        foreach (int allowed in (int[])[7, 6000])
        {
            TokenMask mask = MaskOf(8192, random, allowed);
            foreach (float value in (float[])[float.NaN, float.NegativeInfinity, float.PositiveInfinity, float.MaxValue, float.MinValue])
            {
                float[] logits = [.. Enumerable.Repeat(value, 8192)];
                MaskedScores scores = MaskedLogits.Measure(logits, mask);
                Assert.True(mask.Contains(scores.Best));
                Assert.Equal(1.0 / mask.Count, scores.Probability(logits[scores.Best]), 9);
                Assert.Equal(mask.Count / 8192.0, scores.AllowedMass, 9);
                var best = new TokenProbability[4];
                Assert.Equal(4, MaskedLogits.Likeliest(logits, mask, scores, best));
                Assert.All(best, entry => Assert.Equal(-Math.Log(mask.Count), entry.LogProbability, 6));
            }
        }
    }

    [Fact]
    public void One_infinite_logit_has_all_of_the_probability()
    {
        TokenMask mask = MaskOf(8192, new Random(2), 5000);
        var logits = new float[8192];
        int allowed = Enumerable.Range(0, 8192).Last(mask.Contains);
        logits[allowed] = float.PositiveInfinity;
        MaskedScores scores = MaskedLogits.Measure(logits, mask);
        Assert.Equal(allowed, scores.Best);

        // The sum is made of exponentials in single precision.
        Assert.Equal(1, scores.Probability(logits[allowed]), 5e-7);
        Assert.Equal(1, scores.AllowedMass, 5e-7);
        logits[allowed] = 0;
        logits[Enumerable.Range(0, 8192).First(token => !mask.Contains(token))] = float.PositiveInfinity;
        scores = MaskedLogits.Measure(logits, mask);
        Assert.True(mask.Contains(scores.Best));
        Assert.Equal(0, scores.AllowedMass);
        Assert.Equal(1.0 / mask.Count, scores.Probability(0), 9);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100_000)]
    public void The_likeliest_are_those_of_a_sort(int allowed)
    {
        var random = new Random(allowed);
        float[] logits = [.. Enumerable.Range(0, 151_936).Select(_ => (float)(random.NextDouble() * 9))];
        TokenMask mask = MaskOf(logits.Length, random, allowed);
        MaskedScores scores = MaskedLogits.Measure(logits, mask);
        var best = new TokenProbability[16];
        Assert.Equal(16, MaskedLogits.Likeliest(logits, mask, scores, best));
        float[] expected =
        [
            .. Enumerable.Range(0, logits.Length).Where(mask.Contains).Select(token => logits[token]).OrderDescending().Take(16),
        ];
        Assert.Equal(expected, best.Select(entry => logits[entry.Token]));
        Assert.All(best, entry => Assert.Equal(Math.Log(scores.Probability(logits[entry.Token])), entry.LogProbability, 9));
    }

    [Fact]
    public void Fewer_tokens_than_places_are_all_written()
    {
        TokenMask mask = MaskOf(2048, new Random(3), 5);
        var logits = new float[2048];
        var best = new TokenProbability[16];
        Assert.Equal(mask.Count, MaskedLogits.Likeliest(logits, mask, MaskedLogits.Measure(logits, mask), best));
    }

    [Fact]
    public void A_sampler_that_knows_no_mask_sees_minus_infinity()
    {
        TokenMask mask = MaskOf(2048, new Random(4), 100);
        float[] logits = [.. Enumerable.Range(0, 2048).Select(static token => (float)token)];
        var masked = new float[2048];
        MaskedLogits.Apply(logits, mask, masked);
        Assert.All(Enumerable.Range(0, 2048), token => Assert.Equal(mask.Contains(token) ? token : float.NegativeInfinity, masked[token]));
    }

    private static void AssertMeasures(float[] logits, TokenMask mask)
    {
        MaskedScores scores = MaskedLogits.Measure(logits, mask);
        int[] allowed = [.. Enumerable.Range(0, logits.Length).Where(mask.Contains)];
        float largest = allowed.Max(token => logits[token]);
        Assert.Equal(largest, logits[scores.Best]);
        Assert.True(mask.Contains(scores.Best));

        double top = logits.Max();
        double all = logits.Sum(logit => Math.Exp(logit - top));
        double some = allowed.Sum(token => Math.Exp(logits[token] - (double)largest));

        // Single precision in each exponential, and what lies 30 below is left out.
        Assert.Equal(1, scores.Probability(largest) * some, 5e-7);
        double mass = some * Math.Exp(largest - top) / all;
        Assert.Equal(1, mass == 0 ? 1 : scores.AllowedMass / mass, 1e-6);
        Assert.Equal(top + Math.Log(all), scores.LogSum, 1e-6);
    }

    private static TokenMask MaskOf(int rows, Random random, int allowed)
    {
        var mask = new TokenMask((rows + 63) / 64);
        int[] tokens = [.. Enumerable.Range(0, rows)];
        random.Shuffle(tokens);
        foreach (int token in tokens.AsSpan(0, allowed))
        {
            mask.WritableWords[token >> 6] |= 1UL << (token & 63);
        }

        mask.CountMembers();
        return mask;
    }
}
