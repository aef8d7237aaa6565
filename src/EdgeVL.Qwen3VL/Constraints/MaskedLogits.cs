using System.Numerics;
using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>Reads logits through a mask; the logits stay as they are.</summary>
public static class MaskedLogits
{
    /// <summary>Up to so many allowed tokens their bits are walked one by one.</summary>
    private const int FewTokens = 4096;

    /// <summary>Below so large a gap single precision still holds exponentials of the allowed logits against the largest of all.</summary>
    private const float LargestSharedGap = 40;

    /// <summary>Measures <paramref name="logits"/> against <paramref name="mask"/>.</summary>
    /// <param name="logits">Raw logits, [V]; no fewer than the mask's tokens.</param>
    /// <param name="mask">Not empty.</param>
    public static MaskedScores Measure(ReadOnlySpan<float> logits, TokenMask mask)
    {
        float largest = LogitSweeps.Largest(logits);
        if (mask.Count <= FewTokens)
        {
            return MeasureFew(logits, mask, largest);
        }

        float largestAllowed = LogitSweeps.LargestAllowed(logits, mask.Words);
        int best = LogitSweeps.IndexOfAllowed(logits, mask.Words, largestAllowed);
        if (largest - largestAllowed < LargestSharedGap)
        {
            (double sum, double shared) = LogitSweeps.Sums(logits, mask.Words, largest, largestAllowed);
            return new MaskedScores(largest, sum, best, largestAllowed, shared * Math.Exp((double)largest - largestAllowed));
        }

        return new MaskedScores(
            largest,
            LogitSweeps.Sum(logits, largest),
            best,
            largestAllowed,
            LogitSweeps.SumOneByOne(logits, mask.Words, largestAllowed)
        );
    }

    /// <summary>Writes the likeliest allowed tokens with the logarithms of their q, best first.</summary>
    /// <returns>Number of tokens written.</returns>
    public static int Likeliest(ReadOnlySpan<float> logits, TokenMask mask, in MaskedScores scores, Span<TokenProbability> best)
    {
        // Whatever is e^12 below the likeliest has no say in anything that is reported.
        float threshold = scores.LargestAllowed - 12;
        int count = 0;
        int width = Vector<float>.Count;
        ReadOnlySpan<ulong> words = mask.Words;
        for (int i = 0; i < words.Length; i++)
        {
            for (int shift = 0; words[i] >> shift != 0 && shift < 64; shift += width)
            {
                int start = (64 * i) + shift;
                uint bits = (uint)(words[i] >> shift) & ((1u << width) - 1);
                bool anyLarge =
                    start + width > logits.Length
                    || Vector.GreaterThanOrEqualAny(LogitSweeps.Load(logits, start), new Vector<float>(threshold));
                for (; anyLarge && bits != 0; bits &= bits - 1)
                {
                    int token = start + BitOperations.TrailingZeroCount(bits);
                    float logit = LogitSweeps.Finite(logits[token]);
                    if (logit >= threshold)
                    {
                        count = Insert(best, count, new TokenProbability(token, logit));
                        threshold = count == best.Length ? (float)best[^1].LogProbability : threshold;
                    }
                }
            }
        }

        // Until here they stood with their logits.
        foreach (ref TokenProbability entry in best[..count])
        {
            entry = new TokenProbability(entry.Token, Math.Log(scores.Probability((float)entry.LogProbability)));
        }

        return count;
    }

    /// <summary>Writes <paramref name="logits"/> with minus infinity for whatever is not allowed, for samplers that know of no mask.</summary>
    public static void Apply(ReadOnlySpan<float> logits, TokenMask mask, Span<float> masked)
    {
        for (int token = 0; token < logits.Length; token++)
        {
            masked[token] = mask.Contains(token) ? LogitSweeps.Finite(logits[token]) : float.NegativeInfinity;
        }
    }

    private static MaskedScores MeasureFew(ReadOnlySpan<float> logits, TokenMask mask, float largest)
    {
        ReadOnlySpan<ulong> words = mask.Words;
        float largestAllowed = float.NegativeInfinity;
        int best = -1;
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong rest = words[i]; rest != 0; rest &= rest - 1)
            {
                int token = (64 * i) + BitOperations.TrailingZeroCount(rest);
                float logit = LogitSweeps.Finite(logits[token]);
                if (logit > largestAllowed)
                {
                    (largestAllowed, best) = (logit, token);
                }
            }
        }

        return new MaskedScores(
            largest,
            LogitSweeps.Sum(logits, largest),
            best,
            largestAllowed,
            LogitSweeps.SumOneByOne(logits, words, largestAllowed)
        );
    }

    private static int Insert(Span<TokenProbability> best, int count, TokenProbability candidate)
    {
        int place = Math.Min(count, best.Length - 1);
        if (count == best.Length && best[place].LogProbability >= candidate.LogProbability)
        {
            return count;
        }

        for (; place > 0 && best[place - 1].LogProbability < candidate.LogProbability; place--)
        {
            best[place] = best[place - 1];
        }

        best[place] = candidate;
        return Math.Min(count + 1, best.Length);
    }
}
