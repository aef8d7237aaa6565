using System.Numerics.Tensors;

namespace EdgeVL.Qwen3VL.Generation;

/// <summary>A token and the natural logarithm of its probability.</summary>
public readonly record struct TokenProbability(int Token, double LogProbability);

/// <summary>Log-probabilities from raw logits, at temperature 1 and without penalties; its memory is made once.</summary>
public sealed class LogProbabilities(int vocabulary)
{
    private readonly float[] exponentials = new float[vocabulary];

    /// <summary>log Σ exp of <paramref name="logits"/>.</summary>
    public double LogSum(ReadOnlySpan<float> logits)
    {
        float largest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, largest, exponentials);
        TensorPrimitives.Exp<float>(exponentials, exponentials);
        return largest + Math.Log(TensorPrimitives.Sum<float>(exponentials));
    }

    /// <summary>Writes the likeliest tokens, best first, into <paramref name="best"/>.</summary>
    public static void Best(ReadOnlySpan<float> logits, double logSum, Span<TokenProbability> best)
    {
        best.Fill(new TokenProbability(-1, double.NegativeInfinity));
        double threshold = double.NegativeInfinity;
        for (int token = 0; token < logits.Length; token++)
        {
            if (logits[token] - logSum <= threshold)
            {
                continue;
            }

            int place = best.Length - 1;
            double value = logits[token] - logSum;
            while (place > 0 && best[place - 1].LogProbability < value)
            {
                best[place] = best[place - 1];
                place--;
            }

            best[place] = new TokenProbability(token, value);
            threshold = best[^1].LogProbability;
        }
    }
}
