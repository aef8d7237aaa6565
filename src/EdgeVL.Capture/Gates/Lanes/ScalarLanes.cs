using System.Runtime.CompilerServices;

namespace EdgeVL.Capture.Gates.Lanes;

/// <summary>One pixel at a time, on any machine: what the vectors must equal.</summary>
internal readonly struct ScalarLanes : ILanes<ScalarLanes>
{
    private readonly long value;

    private ScalarLanes(long value) => this.value = value;

    public static int Count => 1;

    public static ScalarLanes All(short value) => new(value);

    public static ScalarLanes Load(ref readonly short source, int index) => new(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    public static ScalarLanes LoadBytes(ref readonly byte source, int index) => new(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    public static ScalarLanes LoadMask(ref readonly byte source, int index) => new((sbyte)Unsafe.Add(ref Unsafe.AsRef(in source), index));

    public static ScalarLanes LoadPairSums(ref readonly byte source, int index) =>
        new(Unsafe.Add(ref Unsafe.AsRef(in source), index) + Unsafe.Add(ref Unsafe.AsRef(in source), index + 1));

    public static void Store(ScalarLanes value, ref short target, int index) => Unsafe.Add(ref target, index) = (short)value.value;

    public static ScalarLanes operator +(ScalarLanes left, ScalarLanes right) => new(left.value + right.value);

    public static ScalarLanes operator -(ScalarLanes left, ScalarLanes right) => new(left.value - right.value);

    public static ScalarLanes operator &(ScalarLanes left, ScalarLanes right) => new(left.value & right.value);

    public static ScalarLanes operator >>(ScalarLanes value, int bits) => new(value.value >> bits);

    public static ScalarLanes Abs(ScalarLanes value) => new(Math.Abs(value.value));

    public static ScalarLanes Max(ScalarLanes left, ScalarLanes right) => new(Math.Max(left.value, right.value));

    public static ScalarLanes GreaterThan(ScalarLanes left, ScalarLanes right) => new(left.value > right.value ? -1 : 0);

    public static ScalarLanes AddProducts(ScalarLanes sum, ScalarLanes left, ScalarLanes right) =>
        new(sum.value + (left.value * right.value));

    public static long Total(ScalarLanes sum) => sum.value;
}
