namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Which four entries of the learned position table each patch takes, and how much of each: bilinear, end points included.</summary>
/// <remarks>The table is a square of entries in raster order. Its corners are the corners of every picture.</remarks>
public sealed class PositionTable
{
    /// <summary>Entries that a patch mixes: upper left, upper right, lower left, lower right.</summary>
    public const int Corners = 4;

    private readonly int side;

    /// <summary>Makes a rule for tables of one size.</summary>
    /// <param name="entries"><c>num_position_embeddings</c>; the square of a whole number from 1 to 4,096.</param>
    /// <exception cref="ArgumentException"><paramref name="entries"/> is no such square.</exception>
    public PositionTable(int entries)
    {
        side = (int)Math.Round(Math.Sqrt(entries));
        if (side is < 1 or > 4096 || side * side != entries)
        {
            throw new ArgumentException($"{entries} position embeddings do not form a square.", nameof(entries));
        }
    }

    /// <summary>Writes the entries and weights of one picture or one temporal patch.</summary>
    /// <param name="grid">Its size.</param>
    /// <param name="indices">Receives [patches in merge order, 4].</param>
    /// <param name="weights">Receives [patches in merge order, 4]; each four add up to 1.</param>
    public void Write(PatchGrid grid, Span<long> indices, Span<float> weights)
    {
        for (int patch = 0; patch < grid.PatchCount; patch++)
        {
            (int row, int column) = grid.Place(patch);
            WritePatch(
                EntryAt(row, grid.Rows),
                EntryAt(column, grid.Columns),
                indices.Slice(patch * Corners, Corners),
                weights.Slice(patch * Corners, Corners)
            );
        }
    }

    private void WritePatch(float row, float column, Span<long> indices, Span<float> weights)
    {
        int upper = (int)row;
        int left = (int)column;
        int lower = Math.Min(upper + 1, side - 1);
        int right = Math.Min(left + 1, side - 1);
        float down = row - upper;
        float across = column - left;

        indices[0] = (upper * side) + left;
        indices[1] = (upper * side) + right;
        indices[2] = (lower * side) + left;
        indices[3] = (lower * side) + right;
        weights[0] = (1 - down) * (1 - across);
        weights[1] = (1 - down) * across;
        weights[2] = down * (1 - across);
        weights[3] = down * across;
    }

    /// <summary>Value <paramref name="i"/> of <c>linspace(0, side - 1, count)</c>, computed from its nearer end as the reference does.</summary>
    private float EntryAt(int i, int count)
    {
        if (count == 1)
        {
            return 0;
        }

        float step = (side - 1f) / (count - 1);
        return i < count / 2 ? step * i : side - 1 - (step * (count - 1 - i));
    }
}
