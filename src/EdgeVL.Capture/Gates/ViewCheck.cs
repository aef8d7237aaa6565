using EdgeVL.Capture.Gates.View;

namespace EdgeVL.Capture.Gates;

/// <summary>Tells whether a camera still looks where a reference picture shows it, and what is covered. Not for two threads at once.</summary>
/// <remarks>Works on 160 × 120 cells of the whole picture; pictures of other sizes than the reference are compared all the same. Once made,
/// it allocates nothing.</remarks>
public sealed class ViewCheck
{
    private readonly SmallPicture small = new();
    private readonly LocalContrast contrast = new();
    private readonly float[] normalised = new float[SmallPicture.Count];
    private readonly PhaseCorrelation correlation;
    private readonly BlockComparison blocks;
    private readonly int everyNth;
    private int untilNext;

    /// <summary>Takes the reference picture.</summary>
    /// <param name="everyNth"><see cref="Look"/> looks at one frame in this many, the first at once. Default 10.</param>
    public ViewCheck(BgrView reference, int everyNth = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyNth, 1);
        this.everyNth = everyNth;
        small.Load(reference);
        blocks = new BlockComparison([.. small.Cells]);
        contrast.Normalise(small.Cells, normalised);
        correlation = new PhaseCorrelation(normalised);
    }

    /// <summary>Compares a frame when its turn has come.</summary>
    /// <returns>What it shows; null for a frame that was passed over.</returns>
    public ViewReading? Look(BgrView picture)
    {
        if (untilNext > 0)
        {
            untilNext--;
            return null;
        }

        untilNext = everyNth - 1;
        return Compare(picture);
    }

    /// <summary>Compares a frame now.</summary>
    public ViewReading Compare(BgrView picture)
    {
        small.Load(picture);
        contrast.Normalise(small.Cells, normalised);
        (double response, double x, double y) = correlation.Compare(normalised);
        bool known = response >= ViewReading.LeastResponse;
        (int count, int lost) = blocks.Compare(small.Cells, known ? x : 0, known ? y : 0);
        return new ViewReading(
            response,
            x * picture.Width / SmallPicture.Width,
            y * picture.Height / SmallPicture.Height,
            Math.Min(picture.Width, picture.Height),
            count,
            count == 0 ? 0 : (double)lost / count
        );
    }
}
