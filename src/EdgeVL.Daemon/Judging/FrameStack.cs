using EdgeVL.Capture;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Adds up frames of a scene that stands still, so that their mean has less noise.</summary>
internal sealed class FrameStack
{
    /// <summary>Frames beyond this gain little and cost time.</summary>
    public const int MostFrames = 8;

    // Twice of what noise alone makes: something moved.
    private const double MostDifference = 2,
        LeastNoise = 0.3;

    private ushort[] sums = [];
    private byte[] mean = [];
    private PixelBox region;
    private int width;

    /// <summary>Frames in it.</summary>
    public int Count { get; private set; }

    /// <summary>Their mean.</summary>
    public PixelView Mean
    {
        get
        {
            int length = region.Width * region.Height * PixelView.BytesPerPixel;
            mean = mean.Length < length ? new byte[length] : mean;
            for (int i = 0; i < length; i++)
            {
                mean[i] = (byte)((sums[i] + (Count / 2)) / Count);
            }

            return new PixelView(mean, region.Width, region.Height, region.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
        }
    }

    /// <summary>Adds a frame; one that shows something else, or a copy of the last, starts anew or is left out.</summary>
    /// <param name="readings">The gates' readings of this frame, compared with the one before.</param>
    public void Add(Frame frame, PixelBox part, in GateReadings readings)
    {
        if (readings.RepeatDistance == 1)
        {
            return;
        }

        bool still =
            part == region
            && frame.Width == width
            && readings.Difference <= MostDifference * GateReadings.MeanDifferenceOfNoise * Math.Max(readings.Noise, LeastNoise);
        if (!still || Count == MostFrames)
        {
            Clear(frame, part);
        }

        PixelView view = Inspection.Inspector.Crop(frame, part);
        int row = view.Width * PixelView.BytesPerPixel;
        for (int y = 0; y < view.Height; y++)
        {
            ReadOnlySpan<byte> source = view.Row(y);
            Span<ushort> sum = sums.AsSpan(y * row, row);
            for (int i = 0; i < row; i++)
            {
                sum[i] += source[i];
            }
        }

        Count++;
    }

    private void Clear(Frame frame, PixelBox part)
    {
        (region, width, Count) = (part, frame.Width, 0);
        int length = part.Width * part.Height * PixelView.BytesPerPixel;
        sums = sums.Length < length ? new ushort[length] : sums;
        Array.Clear(sums);
    }
}
