using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>The one inner loop of resampling: a weighted sum of rows of bytes, rounded and clamped.</summary>
/// <remarks>Integer sums, so every width of vector gives the same bytes.</remarks>
internal static class WeightedRows
{
    private const int Half = 1 << (ResampleWeights.Precision - 1);

    /// <summary>Writes <c>target[i] = clamp(round(sum over k of weights[k] * source[k * stride + i]))</c>.</summary>
    /// <param name="source">Starts at the first row that counts.</param>
    /// <param name="stride">Bytes from the start of one row to that of the next.</param>
    /// <param name="weights">One a row, as <see cref="ResampleWeights"/> has them.</param>
    /// <param name="target">As many bytes as every row of <paramref name="source"/> has at least.</param>
    public static void Sum(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> weights, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, ((weights.Length - 1) * stride) + target.Length, nameof(source));
        if (Vector256.IsHardwareAccelerated && target.Length >= Vector256<byte>.Count)
        {
            SumBy256(source, stride, weights, target);
        }
        else if (Vector128.IsHardwareAccelerated && target.Length >= Vector128<byte>.Count)
        {
            SumBy128(source, stride, weights, target);
        }
        else
        {
            SumOneByOne(source, stride, weights, target);
        }
    }

    /// <summary>As <see cref="Sum"/>, without vectors.</summary>
    internal static void SumOneByOne(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> weights, Span<byte> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            int sum = Half;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * source[(k * stride) + i];
            }

            target[i] = (byte)Math.Clamp(sum >> ResampleWeights.Precision, 0, byte.MaxValue);
        }
    }

    /// <summary>As <see cref="Sum"/>, 16 bytes at a time; <paramref name="target"/> has at least as many.</summary>
    internal static void SumBy128(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> weights, Span<byte> target)
    {
        int last = target.Length - Vector128<byte>.Count;
        for (int i = 0; ; i = Math.Min(i + Vector128<byte>.Count, last))
        {
            Sum16(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), i), stride, weights)
                .StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)i);
            if (i == last)
            {
                return;
            }
        }
    }

    /// <summary>As <see cref="Sum"/>, 32 bytes at a time; <paramref name="target"/> has at least as many.</summary>
    internal static void SumBy256(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> weights, Span<byte> target)
    {
        // The last vector ends with the row and may write again what the one before it wrote.
        int last = target.Length - Vector256<byte>.Count;
        for (int i = 0; ; i = Math.Min(i + Vector256<byte>.Count, last))
        {
            Sum32(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), i), stride, weights)
                .StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)i);
            if (i == last)
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Sum16(ref byte row, int stride, ReadOnlySpan<int> weights)
    {
        Vector128<int> a = Vector128.Create(Half);
        Vector128<int> b = a;
        Vector128<int> c = a;
        Vector128<int> d = a;
        foreach (int weight in weights)
        {
            Vector128<int> factor = Vector128.Create(weight);
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref row));
            (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(low);
            (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(high);
            a += first.AsInt32() * factor;
            b += second.AsInt32() * factor;
            c += third.AsInt32() * factor;
            d += fourth.AsInt32() * factor;
            row = ref Unsafe.Add(ref row, stride);
        }

        return Vector128.Narrow(Vector128.Narrow(Clamp(a), Clamp(b)).AsUInt16(), Vector128.Narrow(Clamp(c), Clamp(d)).AsUInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Sum32(ref byte row, int stride, ReadOnlySpan<int> weights)
    {
        Vector256<int> a = Vector256.Create(Half);
        Vector256<int> b = a;
        Vector256<int> c = a;
        Vector256<int> d = a;
        foreach (int weight in weights)
        {
            Vector256<int> factor = Vector256.Create(weight);
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.LoadUnsafe(ref row));
            (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(low);
            (Vector256<uint> third, Vector256<uint> fourth) = Vector256.Widen(high);
            a += first.AsInt32() * factor;
            b += second.AsInt32() * factor;
            c += third.AsInt32() * factor;
            d += fourth.AsInt32() * factor;
            row = ref Unsafe.Add(ref row, stride);
        }

        return Vector256.Narrow(Vector256.Narrow(Clamp(a), Clamp(b)).AsUInt16(), Vector256.Narrow(Clamp(c), Clamp(d)).AsUInt16());
    }

    private static Vector128<int> Clamp(Vector128<int> sum) =>
        Vector128.Min(
            Vector128.Max(Vector128.ShiftRightArithmetic(sum, ResampleWeights.Precision), Vector128<int>.Zero),
            Vector128.Create((int)byte.MaxValue)
        );

    private static Vector256<int> Clamp(Vector256<int> sum) =>
        Vector256.Min(
            Vector256.Max(Vector256.ShiftRightArithmetic(sum, ResampleWeights.Precision), Vector256<int>.Zero),
            Vector256.Create((int)byte.MaxValue)
        );
}
