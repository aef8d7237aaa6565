using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Daemon.Judging;

/// <summary>Cuts a picture into overlapping parts.</summary>
internal static class TileCut
{
    /// <summary>The parts, row by row; together they show everything.</summary>
    public static IEnumerable<PixelBox> Of(TileOptions tiles, int width, int height)
    {
        foreach ((int top, int bottom) in Spans(tiles.Rows, tiles.Overlap, height))
        {
            foreach ((int left, int right) in Spans(tiles.Columns, tiles.Overlap, width))
            {
                yield return new PixelBox(left, top, right, bottom);
            }
        }
    }

    // n parts of length L with an overlap of share s cover n L - (n - 1) s L.
    private static IEnumerable<(int Start, int End)> Spans(int count, double overlap, int length)
    {
        double part = length / (count - ((count - 1) * overlap));
        for (int i = 0; i < count; i++)
        {
            double start = i * part * (1 - overlap);
            int first = (int)Math.Floor(start);
            yield return (first, i == count - 1 ? length : Math.Clamp((int)Math.Ceiling(start + part), first + 1, length));
        }
    }
}
