using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeVL.Capture.Gates.Lanes;

/// <summary>16 pixels: AVX2.</summary>
internal readonly struct Lanes256 : ILanes<Lanes256>
{
    private readonly Vector256<short> value;

    private Lanes256(Vector256<short> value) => this.value = value;

    public static int Count => Vector256<short>.Count;

    public static Lanes256 All(short value) => new(Vector256.Create(value));

    public static Lanes256 Load(ref readonly short source, int index) => new(Vector256.LoadUnsafe(in source, (nuint)index));

    public static Lanes256 LoadBytes(ref readonly byte source, int index) =>
        new(Vector256.WidenLower(Vector128.LoadUnsafe(in source, (nuint)index).ToVector256Unsafe()).AsInt16());

    public static Lanes256 LoadMask(ref readonly byte source, int index) =>
        new(Vector256.WidenLower(Vector128.LoadUnsafe(in source, (nuint)index).ToVector256Unsafe().AsSByte()));

    public static Lanes256 LoadPairSums(ref readonly byte source, int index)
    {
        Vector256<ushort> pairs = Vector256.LoadUnsafe(in source, (nuint)index).AsUInt16();
        return new(((pairs & Vector256.Create((ushort)0xFF)) + (pairs >>> 8)).AsInt16());
    }

    public static void Store(Lanes256 value, ref short target, int index) => value.value.StoreUnsafe(ref target, (nuint)index);

    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left.value + right.value);

    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left.value - right.value);

    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left.value & right.value);

    public static Lanes256 operator >>(Lanes256 value, int bits) => new(value.value >> bits);

    public static Lanes256 Abs(Lanes256 value) => new(Vector256.Abs(value.value));

    public static Lanes256 Max(Lanes256 left, Lanes256 right) => new(Vector256.Max(left.value, right.value));

    public static Lanes256 GreaterThan(Lanes256 left, Lanes256 right) => new(Vector256.GreaterThan(left.value, right.value));

    public static Lanes256 AddProducts(Lanes256 sum, Lanes256 left, Lanes256 right) =>
        new((sum.value.AsInt32() + Avx2.MultiplyAddAdjacent(left.value, right.value)).AsInt16());

    public static long Total(Lanes256 sum)
    {
        (Vector256<ulong> lower, Vector256<ulong> upper) = Vector256.Widen(sum.value.AsUInt32());
        return (long)Vector256.Sum(lower + upper);
    }
}
