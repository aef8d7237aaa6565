namespace EdgeVL.Capture.Gates.Passes;

/// <summary>How unevenly the brightness of bands changed from one frame to the next.</summary>
internal static class BandRipple
{
    private const int FewestBands = 4;

    /// <summary>Standard deviation of the ratio of each band's sums over the ratio's mean; null with too few bands that are not black.</summary>
    public static double? Of(ReadOnlySpan<long> now, ReadOnlySpan<long> before)
    {
        double sum = 0,
            squares = 0;
        int count = 0;
        for (int band = 0; band < Math.Min(now.Length, before.Length); band++)
        {
            if (before[band] == 0)
            {
                continue;
            }

            double ratio = (double)now[band] / before[band];
            sum += ratio;
            squares += ratio * ratio;
            count++;
        }

        double mean = count == 0 ? 0 : sum / count;
        return count < FewestBands || mean == 0 ? null : Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))) / mean;
    }
}
