using EdgeVL.Qwen3VL.Generation;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Generation;

public sealed class LogProbabilitiesTests
{
    private static readonly Gen<float[]> Logits =
        from length in Gen.Choose(1, 300)
        from spread in Gen.Elements(0f, 0.1f, 5f, 60f)
        from shift in Gen.Elements(-1000f, 0f, 1000f)
        from values in Gen.ArrayOf(Gen.Choose(-1_000_000, 1_000_000), length)
        select values.Select(value => shift + (value * spread / 1_000_000)).ToArray();

    [Fact]
    public void Probabilities_add_up_to_one() =>
        Prop.ForAll(
                Logits.ToArbitrary(),
                static logits =>
                {
                    double logSum = new LogProbabilities(logits.Length).LogSum(logits);
                    return Math.Abs(logits.Sum(logit => Math.Exp(logit - logSum)) - 1) < 1e-4;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_best_are_the_largest_in_order() =>
        Prop.ForAll(
                Logits.ToArbitrary(),
                Gen.Choose(1, 20).ToArbitrary(),
                static (logits, count) =>
                {
                    double logSum = new LogProbabilities(logits.Length).LogSum(logits);
                    var best = new TokenProbability[Math.Min(count, logits.Length)];
                    LogProbabilities.Best(logits, logSum, best);
                    IEnumerable<double> expected = logits.Select(logit => logit - logSum).OrderDescending().Take(best.Length);
                    return best.Select(static entry => entry.LogProbability).SequenceEqual(expected)
                        && best.All(entry => logits[entry.Token] - logSum == entry.LogProbability)
                        && best.Select(static entry => entry.Token).Distinct().Count() == best.Length;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void More_than_there_are_is_filled_up_with_nothing()
    {
        var best = new TokenProbability[3];
        LogProbabilities.Best([1f], 1, best);
        Assert.Equal([new(0, 0), new(-1, double.NegativeInfinity), new(-1, double.NegativeInfinity)], best);
    }
}
