using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Qwen3VL.Tests.Generation;

/// <summary>What a sampler is, written down without a thought for speed.</summary>
internal sealed class NaiveSampler(SamplingOptions options, IReadOnlyList<int> prompt)
{
    private readonly Random random = new(options.Seed!.Value);
    private readonly List<int> answer = [];

    public int Choose(IReadOnlyList<float> logits)
    {
        double[] penalised = [.. logits.Select((logit, token) => Penalised(logit, token))];
        int token = options.Temperature == 0 ? Array.IndexOf(penalised, penalised.Max()) : Draw(penalised);
        answer.Add(token);
        return token;
    }

    private double Penalised(double logit, int token)
    {
        bool seen = answer.Contains(token) || prompt.Contains(token);
        double repeated = seen ? (logit > 0 ? logit / options.RepetitionPenalty : logit * options.RepetitionPenalty) : logit;
        return answer.Contains(token) ? repeated - options.PresencePenalty : repeated;
    }

    private int Draw(double[] logits)
    {
        int[] candidates = [.. Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token])];
        candidates = options.TopK > 0 ? candidates[..Math.Min(options.TopK, candidates.Length)] : candidates;
        double[] shares = Softmax([.. candidates.Select(token => logits[token] / options.Temperature)]);
        int kept = 1;
        while (kept < shares.Length && shares[..kept].Sum() < options.TopP)
        {
            kept++;
        }

        double target = random.NextDouble() * shares[..kept].Sum();
        int place = 0;
        while (place < kept - 1 && target >= shares[place])
        {
            target -= shares[place++];
        }

        return candidates[place];
    }

    private static double[] Softmax(double[] values)
    {
        double[] exponentials = [.. values.Select(value => Math.Exp(value - values.Max()))];
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }
}
