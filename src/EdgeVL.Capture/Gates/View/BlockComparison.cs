namespace EdgeVL.Capture.Gates.View;

/// <summary>Compares a picture with a reference in 8 × 6 blocks by normalised cross-correlation, which neither gain nor offset changes.</summary>
internal sealed class BlockComparison(float[] reference)
{
    private const int Width = SmallPicture.Width,
        Height = SmallPicture.Height,
        Side = 20;

    /// <summary>Below this a block looks different.</summary>
    private const double LeastCorrelation = 0.3;

    /// <summary>A block of the reference that varies less, DN, has no texture to lose.</summary>
    private const double LeastDeviation = 3;

    /// <summary>Compares.</summary>
    /// <param name="shiftX">How far the picture lies to the right, cells.</param>
    /// <param name="shiftY">How far it lies down.</param>
    /// <returns>Blocks with texture that lie in both pictures, and how many of them look different.</returns>
    public (int Blocks, int Lost) Compare(ReadOnlySpan<float> picture, double shiftX, double shiftY)
    {
        int blocks = 0,
            lost = 0;
        for (int top = 0; top < Height; top += Side)
        {
            for (int left = 0; left < Width; left += Side)
            {
                if (
                    Lies(left + shiftX, Width)
                    && Lies(top + shiftY, Height)
                    && Correlation(picture, left, top, shiftX, shiftY) is { } value
                )
                {
                    blocks++;
                    lost += value < LeastCorrelation ? 1 : 0;
                }
            }
        }

        return (blocks, lost);
    }

    private static bool Lies(double start, int length) => start >= 0 && start + Side < length + 0.5;

    /// <summary>Correlation of a block; null where the reference has no texture.</summary>
    private double? Correlation(ReadOnlySpan<float> picture, int left, int top, double shiftX, double shiftY)
    {
        double sum = 0,
            sumThere = 0,
            squares = 0,
            squaresThere = 0,
            products = 0;
        for (int y = top; y < top + Side; y++)
        {
            for (int x = left; x < left + Side; x++)
            {
                double here = reference[(y * Width) + x],
                    there = Interpolated(picture, x + shiftX, y + shiftY);
                sum += here;
                sumThere += there;
                squares += here * here;
                squaresThere += there * there;
                products += here * there;
            }
        }

        const double count = Side * Side;
        double variance = (squares / count) - (sum / count * sum / count),
            varianceThere = (squaresThere / count) - (sumThere / count * sumThere / count);
        if (variance < LeastDeviation * LeastDeviation)
        {
            return null;
        }

        double covariance = (products / count) - (sum / count * sumThere / count);
        return varianceThere <= 0 ? 0 : covariance / Math.Sqrt(variance * varianceThere);
    }

    private static double Interpolated(ReadOnlySpan<float> picture, double x, double y)
    {
        int left = Math.Clamp((int)x, 0, Width - 1),
            top = Math.Clamp((int)y, 0, Height - 1),
            right = Math.Min(left + 1, Width - 1),
            bottom = Math.Min(top + 1, Height - 1);
        double across = x - left,
            down = y - top;
        double upper = picture[(top * Width) + left] + (across * (picture[(top * Width) + right] - picture[(top * Width) + left]));
        double lower = picture[(bottom * Width) + left] + (across * (picture[(bottom * Width) + right] - picture[(bottom * Width) + left]));
        return upper + (down * (lower - upper));
    }
}
