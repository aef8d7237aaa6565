using System.Numerics;
using System.Runtime.CompilerServices;

namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>Sweeps over a row of logits, in vectors of whatever width the machine has.</summary>
internal static class LogitSweeps
{
    /// <summary>Terms so far below the largest change a sum by less than 1.5e-8 of it, all 152,000 together.</summary>
    private const float Negligible = 30;

    // Lane i of a vector of logits looks at bit i.
    private static readonly Vector<int> Lanes = MakeLanes();

    /// <summary>A number to reckon with, whatever a broken model gives.</summary>
    public static float Finite(float logit) => float.IsNaN(logit) ? float.MinValue : Math.Clamp(logit, float.MinValue, float.MaxValue);

    private static Vector<int> MakeLanes()
    {
        Span<int> lanes = stackalloc int[Vector<int>.Count];
        for (int i = 0; i < lanes.Length; i++)
        {
            lanes[i] = 1 << i;
        }

        return new Vector<int>(lanes);
    }

    /// <summary>A vector of logits, each a number to reckon with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(ReadOnlySpan<float> logits, int start)
    {
        var raw = new Vector<float>(logits[start..]);
        Vector<float> numbers = Vector.ConditionalSelect(Vector.Equals(raw, raw), raw, new Vector<float>(float.MinValue));
        return Vector.Min(Vector.Max(numbers, new Vector<float>(float.MinValue)), new Vector<float>(float.MaxValue));
    }

    // All ones in the lanes whose bit is set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Lane(uint bits) =>
        Vector.As<int, float>(Vector.Equals(Vector.BitwiseAnd(new Vector<int>((int)bits), Lanes), Lanes));

    /// <summary>The largest logit.</summary>
    public static float Largest(ReadOnlySpan<float> logits)
    {
        int width = Vector<float>.Count;
        var running = new Vector<float>(float.MinValue);
        int i = 0;
        for (; i + width <= logits.Length; i += width)
        {
            running = Vector.Max(running, Load(logits, i));
        }

        float largest = LargestLane(running);
        for (; i < logits.Length; i++)
        {
            largest = Math.Max(largest, Finite(logits[i]));
        }

        return largest;
    }

    private static float LargestLane(Vector<float> lanes)
    {
        float largest = float.MinValue;
        for (int i = 0; i < Vector<float>.Count; i++)
        {
            largest = Math.Max(largest, lanes[i]);
        }

        return largest;
    }

    /// <summary>The largest logit of a token that is allowed.</summary>
    public static float LargestAllowed(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> words)
    {
        int width = Vector<float>.Count;
        var lowest = new Vector<float>(float.MinValue);
        Vector<float> running = lowest;
        float largest = float.MinValue;
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = words[i];
            if (word == 0)
            {
                continue;
            }

            if ((64 * i) + 64 > logits.Length)
            {
                for (ulong rest = word; rest != 0; rest &= rest - 1)
                {
                    largest = Math.Max(largest, Finite(logits[(64 * i) + BitOperations.TrailingZeroCount(rest)]));
                }

                continue;
            }

            for (int shift = 0; shift < 64; shift += width)
            {
                Vector<float> allowed = Lane((uint)(word >> shift) & ((1u << width) - 1));
                running = Vector.Max(
                    running,
                    Vector.ConditionalSelect(Vector.AsVectorInt32(allowed), Load(logits, (64 * i) + shift), lowest)
                );
            }
        }

        return Math.Max(largest, LargestLane(running));
    }

    /// <summary>The first allowed token whose logit is <paramref name="wanted"/>.</summary>
    public static int IndexOfAllowed(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> words, float wanted)
    {
        int width = Vector<float>.Count;
        for (int i = 0; i < words.Length; i++)
        {
            for (int shift = 0; shift < 64 && words[i] >> shift != 0; shift += width)
            {
                int start = (64 * i) + shift;
                uint bits = (uint)(words[i] >> shift) & ((1u << width) - 1);
                bool found = start + width > logits.Length || Vector.EqualsAny(Load(logits, start), new Vector<float>(wanted));
                for (; found && bits != 0; bits &= bits - 1)
                {
                    int token = start + BitOperations.TrailingZeroCount(bits);
                    if (Finite(logits[token]) == wanted)
                    {
                        return token;
                    }
                }
            }
        }

        throw new ArgumentException("The mask is empty.", nameof(words));
    }

    /// <summary>Sum of exp(logit - <paramref name="largest"/>) over all tokens.</summary>
    public static double Sum(ReadOnlySpan<float> logits, float largest)
    {
        int width = Vector<float>.Count;
        var top = new Vector<float>(largest);
        var floor = new Vector<float>(largest - Negligible);
        Vector<double> sum = Vector<double>.Zero;
        int i = 0;
        for (; i + width <= logits.Length; i += width)
        {
            Vector<float> values = Load(logits, i);
            if (Vector.GreaterThanOrEqualAny(values, floor))
            {
                sum += Widened(Vector.Exp(values - top));
            }
        }

        double total = Vector.Sum(sum);
        for (; i < logits.Length; i++)
        {
            total += Math.Exp((double)Finite(logits[i]) - largest);
        }

        return total;
    }

    /// <summary>Both sums of exp(logit - <paramref name="largest"/>), over all tokens and over those that are allowed, in one sweep.</summary>
    public static (double All, double Allowed) Sums(
        ReadOnlySpan<float> logits,
        ReadOnlySpan<ulong> words,
        float largest,
        float largestAllowed
    )
    {
        int width = Vector<float>.Count;
        var top = new Vector<float>(largest);
        var floor = new Vector<float>(largestAllowed - Negligible);
        Vector<double> all = Vector<double>.Zero;
        Vector<double> allowed = Vector<double>.Zero;
        int i = 0;
        for (; i + width <= logits.Length; i += width)
        {
            Vector<float> values = Load(logits, i);
            if (!Vector.GreaterThanOrEqualAny(values, floor))
            {
                continue;
            }

            Vector<float> terms = Vector.Exp(values - top);
            Vector<float> kept = Lane((uint)(words[i >> 6] >> (i & 63)) & ((1u << width) - 1));
            all += Widened(terms);
            allowed += Widened(Vector.ConditionalSelect(Vector.AsVectorInt32(kept), terms, Vector<float>.Zero));
        }

        (double sum, double sumAllowed) = (Vector.Sum(all), Vector.Sum(allowed));
        for (; i < logits.Length; i++)
        {
            double term = Math.Exp((double)Finite(logits[i]) - largest);
            sum += term;
            sumAllowed += (words[i >> 6] >> (i & 63) & 1) != 0 ? term : 0;
        }

        return (sum, sumAllowed);
    }

    private static Vector<double> Widened(Vector<float> values)
    {
        Vector.Widen(values, out Vector<double> low, out Vector<double> high);
        return low + high;
    }

    /// <summary>Sum of exp(logit - <paramref name="largest"/>) over the allowed tokens, each by itself in double precision.</summary>
    public static double SumOneByOne(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> words, float largest)
    {
        double sum = 0;
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong rest = words[i]; rest != 0; rest &= rest - 1)
            {
                sum += Math.Exp((double)Finite(logits[(64 * i) + BitOperations.TrailingZeroCount(rest)]) - largest);
            }
        }

        return sum;
    }
}
