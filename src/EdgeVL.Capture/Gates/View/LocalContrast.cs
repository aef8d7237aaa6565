using System.Numerics;

namespace EdgeVL.Capture.Gates.View;

/// <summary>Luma over its local deviation: a shadow or a darker lamp changes nothing.</summary>
internal sealed class LocalContrast
{
    private const int Width = SmallPicture.Width,
        Height = SmallPicture.Height,
        Radius = 8;

    /// <summary>Deviation added everywhere, in mean deviations: plain surfaces are not blown up to grain.</summary>
    private const float Damping = 2;

    private readonly float[] mean = new float[SmallPicture.Count],
        deviation = new float[SmallPicture.Count],
        scratch = new float[SmallPicture.Count];

    /// <summary>Writes (Y - m) / (d + 2 d̄), with m and d the mean and deviation of 17 × 17 cells.</summary>
    public void Normalise(ReadOnlySpan<float> luma, Span<float> target)
    {
        MeanOfNeighbours(luma, mean);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = luma[i] - mean[i];
            scratch[i] = target[i] * target[i];
        }

        MeanOfNeighbours(scratch, deviation);
        float sum = 0;
        for (int i = 0; i < target.Length; i++)
        {
            deviation[i] = MathF.Sqrt(MathF.Max(0, deviation[i]));
            sum += deviation[i];
        }

        float damping = (Damping * sum / target.Length) + 1e-6f;
        for (int i = 0; i < target.Length; i++)
        {
            target[i] /= deviation[i] + damping;
        }
    }

    private readonly float[] columnSums = new float[Width],
        rows = new float[SmallPicture.Count];

    /// <summary>Mean of 17 × 17 cells; the edge's cells repeat beyond it.</summary>
    private void MeanOfNeighbours(ReadOnlySpan<float> source, Span<float> target)
    {
        for (int y = 0; y < Height; y++)
        {
            SumAlong(source.Slice(y * Width, Width), rows.AsSpan(y * Width, Width));
        }

        Array.Clear(columnSums);
        for (int y = -Radius; y <= Radius; y++)
        {
            Add(rows.AsSpan(Math.Max(y, 0) * Width, Width), 1);
        }

        const float all = ((2 * Radius) + 1) * ((2 * Radius) + 1);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                target[(y * Width) + x] = columnSums[x] / all;
            }

            Add(rows.AsSpan(Math.Min(y + Radius + 1, Height - 1) * Width, Width), 1);
            Add(rows.AsSpan(Math.Max(y - Radius, 0) * Width, Width), -1);
        }
    }

    private static void SumAlong(ReadOnlySpan<float> source, Span<float> target)
    {
        float sum = source[0] * Radius;
        for (int x = 0; x <= Radius; x++)
        {
            sum += source[x];
        }

        for (int x = 0; x < Width; x++)
        {
            target[x] = sum;
            sum += source[Math.Min(x + Radius + 1, Width - 1)] - source[Math.Max(x - Radius, 0)];
        }
    }

    private void Add(ReadOnlySpan<float> row, float sign)
    {
        Span<float> sums = columnSums;
        int x = 0;
        for (; x <= Width - Vector<float>.Count; x += Vector<float>.Count)
        {
            (new Vector<float>(sums[x..]) + (new Vector<float>(row[x..]) * sign)).CopyTo(sums[x..]);
        }

        for (; x < Width; x++)
        {
            sums[x] += row[x] * sign;
        }
    }
}
