using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EdgeVL.Capture.Gates.Lanes;

/// <summary>8 pixels: SSE2 and NEON.</summary>
internal readonly struct Lanes128 : ILanes<Lanes128>
{
    private readonly Vector128<short> value;

    private Lanes128(Vector128<short> value) => this.value = value;

    public static int Count => Vector128<short>.Count;

    public static Lanes128 All(short value) => new(Vector128.Create(value));

    public static Lanes128 Load(ref readonly short source, int index) => new(Vector128.LoadUnsafe(in source, (nuint)index));

    public static Lanes128 LoadBytes(ref readonly byte source, int index) =>
        new(Vector128.WidenLower(EightBytes(in source, index)).AsInt16());

    public static Lanes128 LoadMask(ref readonly byte source, int index) =>
        new(Vector128.WidenLower(EightBytes(in source, index).AsSByte()));

    public static Lanes128 LoadPairSums(ref readonly byte source, int index)
    {
        Vector128<ushort> pairs = Vector128.LoadUnsafe(in source, (nuint)index).AsUInt16();
        return new(((pairs & Vector128.Create((ushort)0xFF)) + (pairs >>> 8)).AsInt16());
    }

    public static void Store(Lanes128 value, ref short target, int index) => value.value.StoreUnsafe(ref target, (nuint)index);

    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left.value + right.value);

    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(left.value - right.value);

    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(left.value & right.value);

    public static Lanes128 operator >>(Lanes128 value, int bits) => new(value.value >> bits);

    public static Lanes128 Abs(Lanes128 value) => new(Vector128.Abs(value.value));

    public static Lanes128 Max(Lanes128 left, Lanes128 right) => new(Vector128.Max(left.value, right.value));

    public static Lanes128 GreaterThan(Lanes128 left, Lanes128 right) => new(Vector128.GreaterThan(left.value, right.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddProducts(Lanes128 sum, Lanes128 left, Lanes128 right)
    {
        if (Sse2.IsSupported)
        {
            return new((sum.value.AsInt32() + Sse2.MultiplyAddAdjacent(left.value, right.value)).AsInt16());
        }

        // Which products share a lane differs from SSE2; their total and their number do not.
        if (AdvSimd.IsSupported)
        {
            Vector128<int> lower = AdvSimd.MultiplyWideningLowerAndAdd(sum.value.AsInt32(), left.value.GetLower(), right.value.GetLower());
            return new(AdvSimd.MultiplyWideningUpperAndAdd(lower, left.value, right.value).AsInt16());
        }

        (Vector128<int> leftLower, Vector128<int> leftUpper) = Vector128.Widen(left.value);
        (Vector128<int> rightLower, Vector128<int> rightUpper) = Vector128.Widen(right.value);
        return new((sum.value.AsInt32() + (leftLower * rightLower) + (leftUpper * rightUpper)).AsInt16());
    }

    public static long Total(Lanes128 sum)
    {
        (Vector128<ulong> lower, Vector128<ulong> upper) = Vector128.Widen(sum.value.AsUInt32());
        return (long)Vector128.Sum(lower + upper);
    }

    // Not by Vector64, which is no register on x64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> EightBytes(ref readonly byte source, int index) =>
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref Unsafe.AsRef(in source), index))).AsByte();
}
