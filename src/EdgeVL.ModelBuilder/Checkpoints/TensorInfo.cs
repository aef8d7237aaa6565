namespace EdgeVL.ModelBuilder.Checkpoints;

/// <summary>Element type of a stored tensor.</summary>
public enum StoredType
{
    /// <summary>Upper half of a 32-bit float.</summary>
    BF16,

    /// <summary>IEEE half.</summary>
    F16,

    /// <summary>IEEE single.</summary>
    F32,

    /// <summary>Signed integer of 32 bits; in reference vectors, never in a checkpoint.</summary>
    I32,

    /// <summary>Signed integer of 64 bits; in reference vectors, never in a checkpoint.</summary>
    I64,
}

/// <summary>Where one tensor lies.</summary>
/// <param name="Name">Its name in the checkpoint.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, row-major.</param>
/// <param name="File">The file that holds it.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
public sealed record TensorInfo(string Name, StoredType Type, IReadOnlyList<long> Shape, string File, long Offset)
{
    /// <summary>Bytes of one element.</summary>
    public int ElementSize => SizeOf(Type);

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, static (product, side) => product * side);

    /// <summary>Number of bytes.</summary>
    public long Length => Count * ElementSize;

    /// <summary>Bytes of one element of <paramref name="type"/>.</summary>
    public static int SizeOf(StoredType type) =>
        type switch
        {
            StoredType.I64 => 8,
            StoredType.F32 or StoredType.I32 => 4,
            _ => 2,
        };

    /// <summary>The shape as a person reads it.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
