using System.Runtime.CompilerServices;
using EdgeVL.Capture.Gates.Lanes;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>Noise of a picture, DN: mean |Y ∗ N| of each block of 16 × 16, of which the 20th percentile; N = [1 -2 1]ᵀ[1 -2 1] sees no slope
/// and no straight edge (Immerkær 1996), and the percentile passes over print.</summary>
internal sealed class NoisePass<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const int Block = 16;

    /// <summary>The 20th percentile of blocks of pure noise lies this far below its mean.</summary>
    private const double PercentileOfNoise = 0.937;

    private readonly LaneRow second = new(),
        columns = new();
    private int[] blocks = [];

    /// <summary>σ in DN; 0 where the picture has no whole block.</summary>
    public double Measure(LumaPlane plane)
    {
        int across = (plane.Width - 2) / Block,
            down = (plane.Height - 2) / Block;
        if (across <= 0 || down <= 0)
        {
            return 0;
        }

        Resize(plane.Width, across * down);
        for (int block = 0; block < down; block++)
        {
            columns.Clear();
            for (int y = 1 + (block * Block); y <= (block + 1) * Block; y++)
            {
                AddRow(plane, y);
            }

            SumBlocks(blocks.AsSpan(block * across, across));
        }

        int quiet = OrderStatistic.Select(blocks.AsSpan(0, across * down), ((across * down) - 1) / 5);
        return Math.Sqrt(Math.PI / 2) / 6 * quiet / (Block * Block) / PercentileOfNoise;
    }

    private void Resize(int width, int count)
    {
        second.Resize(width);
        columns.Resize(width);
        if (blocks.Length < count)
        {
            blocks = new int[count];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRow(LumaPlane plane, int y)
    {
        ref byte above = ref plane.Start(y - 1),
            row = ref plane.Start(y),
            below = ref plane.Start(y + 1);
        ref short differences = ref second.Start,
            sums = ref columns.Start;
        for (int x = 0; x < plane.Width; x += TLanes.Count)
        {
            TLanes middle = TLanes.LoadBytes(ref row, x);
            TLanes.Store(TLanes.LoadBytes(ref above, x) + TLanes.LoadBytes(ref below, x) - middle - middle, ref differences, x);
        }

        for (int x = 0; x < plane.Width; x += TLanes.Count)
        {
            TLanes middle = TLanes.Load(ref differences, x);
            TLanes rough = TLanes.Load(ref differences, x - 1) + TLanes.Load(ref differences, x + 1) - middle - middle;
            TLanes.Store(TLanes.Load(ref sums, x) + TLanes.Abs(rough), ref sums, x); // 16 rows of at most 2040 fit 16 bits
        }
    }

    private void SumBlocks(Span<int> target)
    {
        for (int block = 0; block < target.Length; block++)
        {
            int sum = 0;
            foreach (short column in columns.Slice(1 + (block * Block), Block))
            {
                sum += column;
            }

            target[block] = sum;
        }
    }
}
