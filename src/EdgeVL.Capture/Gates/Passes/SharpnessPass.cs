using System.Runtime.CompilerServices;
using EdgeVL.Capture.Gates.Lanes;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>Edge energies at full and half resolution over one mask of edges, in one sweep over the rows.</summary>
/// <remarks>Both resolutions are smoothed by B = [1 2 1]/4 both ways and differenced between the two neighbours in each direction. The mask
/// holds the half-plane pixels whose difference exceeds max(3 DN, 5 σ of noise), and their four children. All values are 16ths of DN.</remarks>
internal sealed class SharpnessPass<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const int Directions = EdgeSums.Directions,
        HalfTile = EdgeSums.HalfTile,
        FullTile = 2 * HalfTile;

    /// <summary>Rows of the half plane after which sums go to 64 bits: 16 rows of a tile fill 32.</summary>
    private const int RowsASum = 8;

    private readonly LaneRows halves = new(),
        smoothHalves = new(),
        smoothFulls = new();
    private readonly LaneRow vertical = new(),
        inside = new(),
        mask = new();
    private TLanes[] halfSums = [],
        fullSums = [],
        counts = [];

    /// <summary>Measures a plane.</summary>
    /// <param name="noise">σ of the plane, DN.</param>
    public void Measure(LumaPlane plane, double noise, EdgeSums sums)
    {
        int halfWidth = plane.Width / 2,
            halfHeight = plane.Height / 2;
        sums.Start(halfWidth, halfHeight);
        if (sums.HalfPixels == 0)
        {
            return;
        }

        Resize(halfWidth, sums.Across);
        Begin(plane, halfWidth, halfHeight);
        short threshold = Threshold(noise);
        for (int j = 1; j <= halfHeight - 2; j++)
        {
            NextHalfRow(plane, j + 1, halfWidth, halfHeight);
            AddHalfRow(j, halfWidth, threshold);
            for (int y = 2 * j; y <= (2 * j) + 1; y++)
            {
                SmoothFull(plane, y + 1, 2 * halfWidth);
                AddFullRow(y, 2 * halfWidth);
            }

            if (j % RowsASum == RowsASum - 1 || j == halfHeight - 2)
            {
                Flush(sums, j / HalfTile);
            }
        }
    }

    private static short Threshold(double noise)
    {
        const double least = 3,
            sigmas = 5;
        double gain = Math.Sqrt(DirectionalSharpness.NoiseGain(0) / 4);
        return (short)Math.Min(short.MaxValue, Math.Floor(16 * Math.Max(least, sigmas * noise * gain)));
    }

    private void Resize(int halfWidth, int tiles)
    {
        halves.Resize(halfWidth);
        smoothHalves.Resize(halfWidth);
        smoothFulls.Resize(2 * halfWidth);
        vertical.Resize(2 * halfWidth);
        inside.Resize(halfWidth);
        mask.Resize(2 * halfWidth); // as bytes it covers the full width
        if (halfSums.Length < tiles * Directions)
        {
            (halfSums, fullSums, counts) = (new TLanes[tiles * Directions], new TLanes[tiles * Directions], new TLanes[tiles]);
        }
    }

    private void Begin(LumaPlane plane, int halfWidth, int halfHeight)
    {
        inside.Clear();
        mask.Clear();
        inside.Slice(EdgeSums.Border, halfWidth - (2 * EdgeSums.Border)).Fill(-1);
        Array.Clear(halfSums);
        Array.Clear(fullSums);
        Array.Clear(counts);
        AddPairs(plane, 0, halfWidth);
        AddPairs(plane, 1, halfWidth);
        SmoothHalf(0, 0, 1, halfWidth);
        NextHalfRow(plane, 1, halfWidth, halfHeight);
        SmoothFull(plane, 1, 2 * halfWidth);
        SmoothFull(plane, 2, 2 * halfWidth);
    }

    /// <summary>Smooths a half row, for which the one below it is needed.</summary>
    private void NextHalfRow(LumaPlane plane, int j, int halfWidth, int halfHeight)
    {
        int below = Math.Min(j + 1, halfHeight - 1);
        AddPairs(plane, below, halfWidth);
        SmoothHalf(j - 1, j, below, halfWidth);
    }

    /// <summary>Sums of 2 × 2 pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddPairs(LumaPlane plane, int j, int halfWidth)
    {
        ref byte upper = ref plane.Start(2 * j),
            lower = ref plane.Start((2 * j) + 1);
        ref short target = ref halves[j].Start;
        for (int x = 0; x < halfWidth; x += TLanes.Count)
        {
            TLanes.Store(TLanes.LoadPairSums(ref upper, 2 * x) + TLanes.LoadPairSums(ref lower, 2 * x), ref target, x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SmoothHalf(int above, int row, int below, int halfWidth)
    {
        ref short upper = ref halves[above].Start,
            middle = ref halves[row].Start,
            lower = ref halves[below].Start,
            sums = ref vertical.Start,
            target = ref smoothHalves[row].Start;
        for (int x = 0; x < halfWidth; x += TLanes.Count)
        {
            TLanes value = TLanes.Load(ref middle, x);
            TLanes.Store(TLanes.Load(ref upper, x) + value + value + TLanes.Load(ref lower, x), ref sums, x);
        }

        TLanes rounding = TLanes.All(2);
        for (int x = 0; x < halfWidth; x += TLanes.Count)
        {
            TLanes value = TLanes.Load(ref sums, x);
            TLanes smooth = TLanes.Load(ref sums, x - 1) + value + value + TLanes.Load(ref sums, x + 1);
            TLanes.Store((smooth + rounding) >> 2, ref target, x); // 64ths of DN would not fit a product's 32 bits
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SmoothFull(LumaPlane plane, int y, int width)
    {
        ref byte upper = ref plane.Start(y - 1),
            middle = ref plane.Start(y),
            lower = ref plane.Start(y + 1);
        ref short sums = ref vertical.Start,
            target = ref smoothFulls[y].Start;
        for (int x = 0; x < width; x += TLanes.Count)
        {
            TLanes value = TLanes.LoadBytes(ref middle, x);
            TLanes.Store(TLanes.LoadBytes(ref upper, x) + value + value + TLanes.LoadBytes(ref lower, x), ref sums, x);
        }

        for (int x = 0; x < width; x += TLanes.Count)
        {
            TLanes value = TLanes.Load(ref sums, x);
            TLanes.Store(TLanes.Load(ref sums, x - 1) + value + value + TLanes.Load(ref sums, x + 1), ref target, x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddHalfRow(int j, int halfWidth, short threshold)
    {
        ref short above = ref smoothHalves[j - 1].Start,
            row = ref smoothHalves[j].Start,
            below = ref smoothHalves[j + 1].Start,
            allowed = ref inside.Start,
            edges = ref mask.Start;
        TLanes limit = TLanes.All(threshold);
        for (int tile = 0; tile * HalfTile < halfWidth; tile++)
        {
            ref TLanes sums = ref halfSums[tile * Directions];
            TLanes count = counts[tile];
            for (int x = tile * HalfTile; x < Math.Min((tile + 1) * HalfTile, halfWidth); x += TLanes.Count)
            {
                TLanes level = TLanes.Load(ref row, x + 1) - TLanes.Load(ref row, x - 1),
                    upright = TLanes.Load(ref below, x) - TLanes.Load(ref above, x);
                TLanes edge = TLanes.GreaterThan(TLanes.Max(TLanes.Abs(level), TLanes.Abs(upright)), limit) & TLanes.Load(ref allowed, x);
                TLanes.Store(edge, ref edges, x);
                count = TLanes.AddProducts(count, edge, edge);
                AddSquares(ref sums, level & edge, upright & edge, ref above, ref below, x, edge);
            }

            counts[tile] = count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddFullRow(int y, int width)
    {
        ref short above = ref smoothFulls[y - 1].Start,
            row = ref smoothFulls[y].Start,
            below = ref smoothFulls[y + 1].Start;
        ref byte edges = ref mask.StartOfBytes; // 16 bits of a half-plane pixel are 8 bits of each of its two children
        for (int tile = 0; tile * FullTile < width; tile++)
        {
            ref TLanes sums = ref fullSums[tile * Directions];
            for (int x = tile * FullTile; x < Math.Min((tile + 1) * FullTile, width); x += TLanes.Count)
            {
                TLanes edge = TLanes.LoadMask(ref edges, x);
                TLanes level = TLanes.Load(ref row, x + 1) - TLanes.Load(ref row, x - 1),
                    upright = TLanes.Load(ref below, x) - TLanes.Load(ref above, x);
                AddSquares(ref sums, level & edge, upright & edge, ref above, ref below, x, edge);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSquares(ref TLanes sums, TLanes level, TLanes upright, ref short above, ref short below, int x, TLanes edge)
    {
        TLanes rising = (TLanes.Load(ref above, x + 1) - TLanes.Load(ref below, x - 1)) & edge,
            falling = (TLanes.Load(ref above, x - 1) - TLanes.Load(ref below, x + 1)) & edge;
        sums = TLanes.AddProducts(sums, level, level);
        ref TLanes second = ref Unsafe.Add(ref sums, 1);
        second = TLanes.AddProducts(second, rising, rising);
        ref TLanes third = ref Unsafe.Add(ref sums, 2);
        third = TLanes.AddProducts(third, upright, upright);
        ref TLanes fourth = ref Unsafe.Add(ref sums, 3);
        fourth = TLanes.AddProducts(fourth, falling, falling);
    }

    private void Flush(EdgeSums sums, int tileRow)
    {
        for (int column = 0; column < sums.Across; column++)
        {
            int tile = (tileRow * sums.Across) + column;
            for (int direction = 0; direction < Directions; direction++)
            {
                sums.AddHalf(tile, direction, TLanes.Total(halfSums[(column * Directions) + direction]));
                sums.AddFull(tile, direction, TLanes.Total(fullSums[(column * Directions) + direction]));
            }

            sums.AddCount(tile, TLanes.Total(counts[column]));
        }

        Array.Clear(halfSums);
        Array.Clear(fullSums);
        Array.Clear(counts);
    }
}
