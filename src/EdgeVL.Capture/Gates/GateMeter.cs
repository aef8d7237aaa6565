using EdgeVL.Capture.Gates.Passes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Gates;

/// <summary>Measures one camera's frames, each compared with the one before. Not for two threads at once.</summary>
/// <remarks>Owns its buffers: once it has seen a region's size, measuring allocates nothing.</remarks>
public sealed class GateMeter
{
    private const int BandRows = 16;

    private readonly GatePasses passes;
    private readonly LumaHistogram histogram = new();
    private readonly HashMemory hashes = new();
    private readonly EdgeSums edges = new();
    private readonly LumaPlane reduced = new();
    private LumaPlane now = new(),
        before = new();
    private long[] bands = [],
        bandsBefore = [];
    private TileReading[] tiles = [];
    private PixelBox measured;
    private GateReadings last;
    private bool hasBefore;

    /// <summary>A meter for this machine's vectors.</summary>
    public GateMeter()
        : this(GatePasses.ForThisMachine()) { }

    internal GateMeter(GatePasses passes) => this.passes = passes;

    /// <summary>The tiles of the frame measured last, row by row from the upper left; the next frame overwrites them.</summary>
    public ReadOnlySpan<TileReading> Tiles => tiles.AsSpan(0, edges.Across * edges.Down);

    /// <summary>Forgets all frames: after a gap the next one is compared with nothing.</summary>
    public void Forget()
    {
        hasBefore = false;
        last = default;
        hashes.Clear();
    }

    /// <summary>Measures a frame.</summary>
    /// <param name="region">The part that counts, pixels; another size or place starts anew. Below 18 pixels a side noise reads 0, below 10
    /// there are no edges.</param>
    /// <param name="step">Captured pixels a side that the model sees as one, 1 to 16: sharpness and edges are measured on their means.</param>
    /// <exception cref="ArgumentException">The region does not lie in the picture, or is empty.</exception>
    public GateReadings Measure(BgrView picture, PixelBox region, int step = 1)
    {
        const int largestStep = 16;
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, largestStep);
        ThrowIfOutside(picture, region);
        Begin(region);
        (ulong hash, int clipped, long difference) = Scan(picture, region);
        double noise = passes.Noise(now);
        (LumaPlane plane, double planeNoise) = AtModelScale(step, noise);
        passes.Edges(plane, planeNoise, edges);
        ReadTiles(planeNoise);
        GateReadings readings = Compare(
            new GateReadings
            {
                Width = region.Width,
                Height = region.Height,
                Step = step,
                P2 = histogram.Percentile(0.02),
                P50 = histogram.Percentile(0.5),
                P98 = histogram.Percentile(0.98),
                Noise = noise,
                ClippedHigh = (double)clipped / histogram.Count,
                ClippedLow = histogram.ShareUpTo(5),
                EdgeShare = edges.HalfPixels == 0 ? 0 : (double)edges.Count / edges.HalfPixels,
                Sharpness = edges.Sharpness(planeNoise),
                Hash = hash,
            },
            difference
        );
        (last, hasBefore) = (readings, true);
        return readings;
    }

    private static void ThrowIfOutside(BgrView picture, PixelBox region)
    {
        if (region.X1 < 0 || region.Y1 < 0 || region.X2 > picture.Width || region.Y2 > picture.Height)
        {
            throw new ArgumentException($"{region} does not lie in a picture of {picture.Width} x {picture.Height}.", nameof(region));
        }

        if (region.Width <= 0 || region.Height <= 0)
        {
            throw new ArgumentException($"{region} is empty.", nameof(region));
        }
    }

    private void Begin(PixelBox region)
    {
        if (region != measured)
        {
            Forget();
            measured = region;
        }

        (now, before) = (before, now);
        (bands, bandsBefore) = (bandsBefore, bands);
        now.Resize(region.Width, region.Height);
        before.Resize(region.Width, region.Height);
        int count = region.Height / BandRows;
        if (bands.Length != count)
        {
            bands = new long[count];
        }

        Array.Clear(bands);
        histogram.Clear();
    }

    /// <summary>Luma, histogram, hash, clipped pixels and the difference to the frame before, row by row.</summary>
    private (ulong Hash, int Clipped, long Difference) Scan(BgrView picture, PixelBox region)
    {
        var hash = new PixelHash();
        int clipped = 0;
        long difference = 0;
        for (int y = 0; y < region.Height; y++)
        {
            ReadOnlySpan<byte> source = picture.Row(region.Y1 + y, region.X1, region.Width);
            Span<byte> row = now.Row(y);
            clipped += LumaRow.Convert(source, row);
            hash.Add(source);
            histogram.Add(row);
            RowSums sums = passes.Compare(now, before, y);
            difference += sums.Difference;
            if (y / BandRows < bands.Length)
            {
                bands[y / BandRows] += sums.Luma;
            }
        }

        histogram.Join();
        return (hash.Value, clipped, difference);
    }

    private (LumaPlane Plane, double Noise) AtModelScale(int step, double noise)
    {
        if (step == 1)
        {
            return (now, noise);
        }

        now.ReduceTo(reduced, step);
        return (reduced, passes.Noise(reduced));
    }

    private void ReadTiles(double noise)
    {
        int count = edges.Across * edges.Down;
        if (tiles.Length < count)
        {
            tiles = new TileReading[count];
        }

        for (int tile = 0; tile < count; tile++)
        {
            double share = (double)edges.CountOf(tile) / (EdgeSums.HalfTile * EdgeSums.HalfTile);
            tiles[tile] = new TileReading(share, edges.Sharpness(tile, noise));
        }
    }

    /// <summary>Adds what only a frame before can tell.</summary>
    private GateReadings Compare(GateReadings readings, long difference)
    {
        int distance = hashes.Add(readings.Hash);
        readings = readings with
        {
            RepeatDistance = distance,
            Repeats = distance == 1 ? last.Repeats + 1 : 0,
            LoopRun =
                distance <= 1 ? 0
                : distance == last.RepeatDistance ? last.LoopRun + 1
                : 1,
        };
        if (!hasBefore)
        {
            return readings;
        }

        double mean = (double)difference / ((long)readings.Width * readings.Height);
        return readings with
        {
            Difference = mean,
            Likeness = readings.Noise > 0 ? mean / (GateReadings.MeanDifferenceOfNoise * readings.Noise) : null,
            ExposureStep = Math.Abs(readings.P50 - last.P50),
            Ripple = BandRipple.Of(bands, bandsBefore),
        };
    }
}
