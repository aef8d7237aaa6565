using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>BGR to luma (BT.601 in 256ths: 29, 150, 77), and how many pixels are clipped in one of their colours.</summary>
internal static class LumaRow
{
    /// <summary>From here a colour counts as clipped.</summary>
    public const byte Clipped = 250;

    private const int Pixels = 16;

    /// <summary>Converts a row.</summary>
    /// <param name="bgr">3 bytes a pixel.</param>
    /// <param name="luma">Receives one byte a pixel.</param>
    /// <returns>Pixels whose brightest colour is clipped.</returns>
    public static int Convert(ReadOnlySpan<byte> bgr, Span<byte> luma)
    {
        int done = 0,
            clipped = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            done = luma.Length - (luma.Length % Pixels);
            clipped = ConvertVectors(bgr, luma[..done]);
        }

        return clipped + ConvertScalar(bgr[(done * BgrView.Channels)..], luma[done..]);
    }

    /// <summary>The same, one pixel at a time.</summary>
    internal static int ConvertScalar(ReadOnlySpan<byte> bgr, Span<byte> luma)
    {
        int clipped = 0;
        for (int x = 0; x < luma.Length; x++)
        {
            (byte blue, byte green, byte red) = (bgr[3 * x], bgr[(3 * x) + 1], bgr[(3 * x) + 2]);
            luma[x] = (byte)(((29 * blue) + (150 * green) + (77 * red) + 128) >> 8);
            clipped += Math.Max(blue, Math.Max(green, red)) >= Clipped ? 1 : 0;
        }

        return clipped;
    }

    private static int ConvertVectors(ReadOnlySpan<byte> bgr, Span<byte> luma)
    {
        ref byte source = ref MemoryMarshal.GetReference(bgr);
        ref byte target = ref MemoryMarshal.GetReference(luma);
        int clipped = 0;
        for (int x = 0; x < luma.Length; x += Pixels)
        {
            nuint at = (nuint)(x * BgrView.Channels);
            Vector128<byte> first = Vector128.LoadUnsafe(ref source, at),
                second = Vector128.LoadUnsafe(ref source, at + 16),
                third = Vector128.LoadUnsafe(ref source, at + 32);
            Vector128<byte> blue = Blue(first, second, third),
                green = Green(first, second, third),
                red = Red(first, second, third);
            Weigh(blue, green, red).StoreUnsafe(ref target, (nuint)x);
            Vector128<byte> brightest = Vector128.Max(blue, Vector128.Max(green, red));
            clipped += BitOperations.PopCount(
                Vector128.GreaterThanOrEqual(brightest, Vector128.Create(Clipped)).ExtractMostSignificantBits()
            );
        }

        return clipped;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Weigh(Vector128<byte> blue, Vector128<byte> green, Vector128<byte> red)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ushort> luma =
                (Widened(blue) * Vector256.Create((ushort)29))
                + (Widened(green) * Vector256.Create((ushort)150))
                + (Widened(red) * Vector256.Create((ushort)77))
                + Vector256.Create((ushort)128);
            luma >>>= 8;
            return Vector128.Narrow(luma.GetLower(), luma.GetUpper());
        }

        (Vector128<ushort> blueLow, Vector128<ushort> blueHigh) = Vector128.Widen(blue);
        (Vector128<ushort> greenLow, Vector128<ushort> greenHigh) = Vector128.Widen(green);
        (Vector128<ushort> redLow, Vector128<ushort> redHigh) = Vector128.Widen(red);
        return Vector128.Narrow(Weigh(blueLow, greenLow, redLow), Weigh(blueHigh, greenHigh, redHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Weigh(Vector128<ushort> blue, Vector128<ushort> green, Vector128<ushort> red) =>
        (
            (blue * Vector128.Create((ushort)29))
            + (green * Vector128.Create((ushort)150))
            + (red * Vector128.Create((ushort)77))
            + Vector128.Create((ushort)128)
        ) >>> 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Widened(Vector128<byte> bytes) => Vector256.WidenLower(bytes.ToVector256Unsafe());

    // Every third byte of 48; 255 picks nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Blue(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) =>
        Vector128.Shuffle(first, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Green(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) =>
        Vector128.Shuffle(first, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Red(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) =>
        Vector128.Shuffle(first, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(second, Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255))
        | Vector128.Shuffle(third, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15));
}
