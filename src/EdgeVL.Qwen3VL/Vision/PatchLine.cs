using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>One line of a patch of side 16: 16 pixels apart into their three bytes, and each byte normalised, by vectors.</summary>
internal static class PatchLine
{
    /// <summary>Pixels of a line.</summary>
    public const int Pixels = 16;

    /// <summary>The bytes at <paramref name="place"/> (0, 1, 2) of 16 pixels.</summary>
    /// <param name="line">48 bytes.</param>
    /// <param name="place">Which byte of each pixel.</param>
    public static Vector128<byte> Bytes(ReadOnlySpan<byte> line, int place)
    {
        ref byte start = ref MemoryMarshal.GetReference(line[..(Pixels * PixelView.BytesPerPixel)]);
        Vector128<byte> first = Vector128.LoadUnsafe(ref start);
        Vector128<byte> second = Vector128.LoadUnsafe(ref start, 16);
        Vector128<byte> third = Vector128.LoadUnsafe(ref start, 32);
        // An index out of range gives zero, so each shuffle fills the lanes whose byte it holds.
        return place switch
        {
            0 => Vector128.Shuffle(first, Vector128.Create((byte)0, 3, 6, 9, 12, 15, X, X, X, X, X, X, X, X, X, X))
                | Vector128.Shuffle(second, Vector128.Create(X, X, X, X, X, X, 2, 5, 8, 11, 14, X, X, X, X, X))
                | Vector128.Shuffle(third, Vector128.Create(X, X, X, X, X, X, X, X, X, X, X, 1, 4, 7, 10, 13)),
            1 => Vector128.Shuffle(first, Vector128.Create((byte)1, 4, 7, 10, 13, X, X, X, X, X, X, X, X, X, X, X))
                | Vector128.Shuffle(second, Vector128.Create(X, X, X, X, X, 0, 3, 6, 9, 12, 15, X, X, X, X, X))
                | Vector128.Shuffle(third, Vector128.Create(X, X, X, X, X, X, X, X, X, X, X, 2, 5, 8, 11, 14)),
            _ => Vector128.Shuffle(first, Vector128.Create((byte)2, 5, 8, 11, 14, X, X, X, X, X, X, X, X, X, X, X))
                | Vector128.Shuffle(second, Vector128.Create(X, X, X, X, X, 1, 4, 7, 10, 13, X, X, X, X, X, X))
                | Vector128.Shuffle(third, Vector128.Create(X, X, X, X, X, X, X, X, X, X, 0, 3, 6, 9, 12, 15)),
        };
    }

    /// <summary>Writes <c>((byte / divisor) - mean) / deviation</c> of 16 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="divisor">What a byte is divided by first.</param>
    /// <param name="mean">Subtracted then.</param>
    /// <param name="deviation">What is left is divided by this.</param>
    /// <param name="target">Receives 16 values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Normalize(Vector128<byte> bytes, float divisor, float mean, float deviation, Span<float> target)
    {
        ref float start = ref MemoryMarshal.GetReference(target[..Pixels]);
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(low);
        (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(high);
        Normalize(first, divisor, mean, deviation).StoreUnsafe(ref start);
        Normalize(second, divisor, mean, deviation).StoreUnsafe(ref start, 4);
        Normalize(third, divisor, mean, deviation).StoreUnsafe(ref start, 8);
        Normalize(fourth, divisor, mean, deviation).StoreUnsafe(ref start, 12);
    }

    private const byte X = byte.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Normalize(Vector128<uint> bytes, float divisor, float mean, float deviation) =>
        ((Vector128.ConvertToSingle(bytes.AsInt32()) / Vector128.Create(divisor)) - Vector128.Create(mean)) / Vector128.Create(deviation);
}
