using BenchmarkDotNet.Attributes;
using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Benchmarks.Micro;

[BenchmarkCategory(MicroPart.MustNotAllocate)] // runs for every token
public class SamplerBenchmarks
{
    private const int Vocabulary = 151936;

    private readonly float[] logits = new float[Vocabulary];
    private readonly Sampler greedy = new(Vocabulary);
    private readonly Sampler sampled = new(Vocabulary);
    private readonly LogProbabilities probabilities = new(Vocabulary);

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = (float)((random.NextDouble() * 24) - 12);
        }

        greedy.Begin(new SamplingOptions(), []);
        sampled.Begin(
            new SamplingOptions
            {
                Temperature = 0.7,
                TopK = 20,
                TopP = 0.8,
                Seed = 1,
            },
            []
        );
    }

    [Benchmark(Description = "greedy choice of 151,936")]
    public int Greedy() => greedy.Choose(logits);

    [Benchmark(Description = "choice of 151,936 by the published settings (0.7, top 20, 0.8)")]
    public int Published() => sampled.Choose(logits);

    [Benchmark(Description = "log-probability of a token of 151,936")]
    public double LogProbability() => probabilities.LogSum(logits);
}
