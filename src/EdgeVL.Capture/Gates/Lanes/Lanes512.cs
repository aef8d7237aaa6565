using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeVL.Capture.Gates.Lanes;

/// <summary>32 pixels: AVX-512.</summary>
internal readonly struct Lanes512 : ILanes<Lanes512>
{
    private readonly Vector512<short> value;

    private Lanes512(Vector512<short> value) => this.value = value;

    public static int Count => Vector512<short>.Count;

    public static Lanes512 All(short value) => new(Vector512.Create(value));

    public static Lanes512 Load(ref readonly short source, int index) => new(Vector512.LoadUnsafe(in source, (nuint)index));

    public static Lanes512 LoadBytes(ref readonly byte source, int index) =>
        new(Vector512.WidenLower(Vector256.LoadUnsafe(in source, (nuint)index).ToVector512Unsafe()).AsInt16());

    public static Lanes512 LoadMask(ref readonly byte source, int index) =>
        new(Vector512.WidenLower(Vector256.LoadUnsafe(in source, (nuint)index).ToVector512Unsafe().AsSByte()));

    public static Lanes512 LoadPairSums(ref readonly byte source, int index)
    {
        Vector512<ushort> pairs = Vector512.LoadUnsafe(in source, (nuint)index).AsUInt16();
        return new(((pairs & Vector512.Create((ushort)0xFF)) + (pairs >>> 8)).AsInt16());
    }

    public static void Store(Lanes512 value, ref short target, int index) => value.value.StoreUnsafe(ref target, (nuint)index);

    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left.value + right.value);

    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left.value - right.value);

    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left.value & right.value);

    public static Lanes512 operator >>(Lanes512 value, int bits) => new(value.value >> bits);

    public static Lanes512 Abs(Lanes512 value) => new(Vector512.Abs(value.value));

    public static Lanes512 Max(Lanes512 left, Lanes512 right) => new(Vector512.Max(left.value, right.value));

    public static Lanes512 GreaterThan(Lanes512 left, Lanes512 right) => new(Vector512.GreaterThan(left.value, right.value));

    public static Lanes512 AddProducts(Lanes512 sum, Lanes512 left, Lanes512 right) =>
        new((sum.value.AsInt32() + Avx512BW.MultiplyAddAdjacent(left.value, right.value)).AsInt16());

    public static long Total(Lanes512 sum)
    {
        (Vector512<ulong> lower, Vector512<ulong> upper) = Vector512.Widen(sum.value.AsUInt32());
        return (long)Vector512.Sum(lower + upper);
    }
}
