using EdgeVL.Daemon.Trust;

namespace EdgeVL.Daemon.Tests.Trust;

/// <summary>Readings of a model whose truth is known.</summary>
internal static class Simulated
{
    /// <summary>A model that is too sure: of what it claims with log odds s it gets σ(0.6 s - 0.3) right, and 3 % are wrong whatever it claims.</summary>
    public static double Truth(double claimed) => 0.97 * Logistic((0.6 * Math.Log(claimed / (1 - claimed))) - 0.3);

    /// <summary>So many readings of it, one for each label.</summary>
    public static ScoredReading[] TooSure(int count, int seed) => Draw(count, seed, Truth);

    /// <summary>Readings of a model whose claims are right.</summary>
    public static ScoredReading[] Perfect(int count, int seed) => Draw(count, seed, static claimed => claimed);

    public static ScoredReading[] Draw(int count, int seed, Func<double, double> truth)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    double claimed = Logistic(3 + (2 * Normal(random)));
                    return new ScoredReading(claimed, random.NextDouble() < truth(claimed), $"label {i}");
                }),
        ];
    }

    public static double Logistic(double odds) => 1 / (1 + Math.Exp(-odds));

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
