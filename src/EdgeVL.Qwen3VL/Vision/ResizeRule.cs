using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>The size that a picture or a video is given before it is cut into patches ("smart resize").</summary>
/// <remarks>Both sides become multiples of a factor f, the area is brought into a budget, and the shape is kept as far as that allows.
/// Double arithmetic in this very order, halves to even: 80 / 32 = 2.5 becomes 2.</remarks>
public static class ResizeRule
{
    private const double LargestAspect = 200;

    /// <summary>Size of a still picture.</summary>
    /// <param name="size">Size of the picture, or of the region of it that is used.</param>
    /// <param name="factor">f: patch side times merge side.</param>
    /// <param name="budget">Pixels allowed.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.PictureUnreadable"/>: one side is more than 200 times the other.</exception>
    public static PixelSize ForPicture(PixelSize size, int factor, PixelBudget budget) => Fit(size, factor, budget, 1, 1);

    /// <summary>Size of every frame of a video; the budget is for all its frames together.</summary>
    /// <param name="size">Size of its frames; a side below <paramref name="factor"/> is first scaled up to it.</param>
    /// <param name="frames">N: number of sampled frames, at least 2.</param>
    /// <param name="factor">f: patch side times merge side.</param>
    /// <param name="temporal">Frames of one temporal patch.</param>
    /// <param name="budget">Pixels allowed in all frames.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.PictureUnreadable"/>: fewer than two frames, or one side is more than 200 times
    /// the other.</exception>
    public static PixelSize ForVideo(PixelSize size, int frames, int factor, int temporal, PixelBudget budget)
    {
        if (frames < temporal)
        {
            throw new FaultException(
                FaultCode.PictureUnreadable,
                $"A video of {frames} frame(s) is too short: one temporal patch takes {temporal}.",
                "Send the frame as a picture, or sample more frames."
            );
        }

        if (size.Width < factor || size.Height < factor)
        {
            double scale = Math.Max((double)factor / size.Height, (double)factor / size.Width);
            size = new PixelSize((int)(size.Width * scale), (int)(size.Height * scale));
        }

        return Fit(size, factor, budget, frames, RoundTo(frames, temporal));
    }

    private static PixelSize Fit(PixelSize size, int factor, PixelBudget budget, double frames, double roundedFrames)
    {
        double height = size.Height;
        double width = size.Width;
        if (Math.Max(height, width) / Math.Min(height, width) > LargestAspect)
        {
            throw new FaultException(
                FaultCode.PictureUnreadable,
                $"A picture of {size.Width}x{size.Height} pixels is too narrow: one side is more than {LargestAspect} times the other.",
                "Crop it to a region that is less narrow."
            );
        }

        double rows = RoundTo(height, factor);
        double columns = RoundTo(width, factor);
        double volume = roundedFrames * rows * columns;
        if (volume > budget.Max)
        {
            double beta = Math.Sqrt(frames * height * width / budget.Max);
            rows = Math.Max(factor, Math.Floor(height / beta / factor) * factor);
            columns = Math.Max(factor, Math.Floor(width / beta / factor) * factor);
        }
        else if (volume < budget.Min)
        {
            double beta = Math.Sqrt(budget.Min / (frames * height * width));
            rows = Math.Ceiling(height * beta / factor) * factor;
            columns = Math.Ceiling(width * beta / factor) * factor;
        }

        return new PixelSize((int)columns, (int)rows);
    }

    private static double RoundTo(double value, int factor) => Math.Round(value / factor, MidpointRounding.ToEven) * factor;
}
