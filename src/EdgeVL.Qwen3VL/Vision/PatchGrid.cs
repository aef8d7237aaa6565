namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Size of one picture, or of one temporal patch of a video, in patches.</summary>
/// <param name="Rows">Rows of patches; a multiple of <paramref name="Merge"/>.</param>
/// <param name="Columns">Columns of patches; a multiple of <paramref name="Merge"/>.</param>
/// <param name="Merge">Side of the square of patches that becomes one token.</param>
/// <remarks><b>Merge order</b>, in which all that belongs to patches is laid out: squares in raster order, and inside each square its
/// patches in raster order. So <c>Merge * Merge</c> patches in a row make one token.</remarks>
public readonly record struct PatchGrid(int Rows, int Columns, int Merge = 2)
{
    /// <summary>Rows of tokens.</summary>
    public int MergedRows => Rows / Merge;

    /// <summary>Columns of tokens.</summary>
    public int MergedColumns => Columns / Merge;

    /// <summary>Number of patches.</summary>
    public int PatchCount => Rows * Columns;

    /// <summary>Number of tokens that the picture takes in a prompt.</summary>
    public int TokenCount => MergedRows * MergedColumns;

    /// <summary>Where a patch lies, by its number in merge order.</summary>
    /// <param name="patch">0 to <see cref="PatchCount"/> - 1.</param>
    public (int Row, int Column) Place(int patch)
    {
        (int square, int inside) = Math.DivRem(patch, Merge * Merge);
        (int squareRow, int squareColumn) = Math.DivRem(square, MergedColumns);
        (int row, int column) = Math.DivRem(inside, Merge);
        return ((squareRow * Merge) + row, (squareColumn * Merge) + column);
    }
}
