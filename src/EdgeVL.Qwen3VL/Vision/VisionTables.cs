using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.Qwen3VL.Vision;

internal static class VisionTables
{
    public static void Write(
        VisionConfig config,
        int rows,
        int columns,
        Span<long> tableRows,
        Span<float> shares,
        Span<float> cosines,
        Span<float> sines
    )
    {
        int side = config.PositionTableSide,
            merge = config.MergeSize,
            half = config.HeadSize / 2,
            quarter = half / 2;
        int n = 0;
        for (int blockRow = 0; blockRow < rows / merge; blockRow++)
        for (int blockColumn = 0; blockColumn < columns / merge; blockColumn++)
        for (int innerRow = 0; innerRow < merge; innerRow++)
        for (int innerColumn = 0; innerColumn < merge; innerColumn++, n++)
        {
            int row = (blockRow * merge) + innerRow,
                column = (blockColumn * merge) + innerColumn;
            (int top, int bottom, float down) = Between(row, rows, side);
            (int left, int right, float across) = Between(column, columns, side);
            tableRows[4 * n] = (top * side) + left;
            tableRows[(4 * n) + 1] = (top * side) + right;
            tableRows[(4 * n) + 2] = (bottom * side) + left;
            tableRows[(4 * n) + 3] = (bottom * side) + right;
            shares[4 * n] = (1 - down) * (1 - across);
            shares[(4 * n) + 1] = (1 - down) * across;
            shares[(4 * n) + 2] = down * (1 - across);
            shares[(4 * n) + 3] = down * across;
            for (int k = 0; k < half; k++)
            {
                float frequency = (float)(1 / Math.Pow(10000, 2.0 * (k % quarter) / half));
                float angle = (k < quarter ? row : column) * frequency;
                cosines[(n * half) + k] = MathF.Cos(angle);
                sines[(n * half) + k] = MathF.Sin(angle);
            }
        }
    }

    private static (int Low, int High, float Share) Between(int index, int count, int side)
    {
        float step = count > 1 ? (side - 1f) / (count - 1) : 0;
        float place = index < count / 2 || count == 1 ? step * index : side - 1f - (step * (count - 1 - index));
        int low = (int)place;
        return (low, Math.Min(low + 1, side - 1), place - low);
    }
}
