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
    public int ElementSize => Type == StoredType.F32 ? 4 : 2;

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, static (product, side) => product * side);

    /// <summary>Number of bytes.</summary>
    public long Length => Count * ElementSize;

    /// <summary>The shape as a person reads it.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
