using EdgeVL.Capture;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class FrameStackTests
{
    private const int Side = 32;
    private static readonly PixelBox Whole = new(0, 0, Side, Side);
    private static readonly GateReadings Still = new() { Noise = 4, Difference = 4.5 };

    private readonly Random random = new(1);

    [Fact]
    public void The_mean_of_eight_has_a_third_of_the_noise()
    {
        var stack = new FrameStack();
        for (int i = 0; i < FrameStack.MostFrames; i++)
        {
            Add(stack, Noisy(40), Still);
        }

        PixelView mean = stack.Mean;
        double deviation = Math.Sqrt(mean.Pixels.ToArray().Average(static value => (value - 40.0) * (value - 40.0)));
        Assert.Equal(FrameStack.MostFrames, stack.Count);
        Assert.InRange(deviation, 4 / Math.Sqrt(8) * 0.7, 4 / Math.Sqrt(8) * 1.4); // σ / √8, rounded to whole levels
    }

    [Fact]
    public void A_copy_of_the_last_frame_is_left_out()
    {
        var stack = new FrameStack();
        Add(stack, Noisy(40), Still);
        Add(stack, Noisy(40), Still with { RepeatDistance = 1, Repeats = 1, Difference = 0 });

        Assert.Equal(1, stack.Count);
    }

    [Fact]
    public void Something_that_moved_starts_anew()
    {
        var stack = new FrameStack();
        Add(stack, Noisy(40), Still);
        Add(stack, Noisy(40), Still);
        Add(stack, Noisy(90), Still with { Difference = 50 });

        Assert.Equal(1, stack.Count);
        Assert.InRange(stack.Mean.Pixels.ToArray().Average(static value => value), 88, 92);
    }

    [Fact]
    public void Another_region_or_size_starts_anew()
    {
        var stack = new FrameStack();
        Add(stack, Noisy(40), Still);
        using Frame other = Noisy(40);
        stack.Add(other, new PixelBox(4, 4, 20, 12), Still);

        Assert.Equal(1, stack.Count);
        Assert.Equal((16, 8), (stack.Mean.Width, stack.Mean.Height));
    }

    [Fact]
    public void A_full_stack_starts_anew_so_that_the_scene_may_change_slowly()
    {
        var stack = new FrameStack();
        for (int i = 0; i <= FrameStack.MostFrames; i++)
        {
            Add(stack, Noisy(40), Still);
        }

        Assert.Equal(1, stack.Count);
    }

    private static void Add(FrameStack stack, Frame frame, in GateReadings readings)
    {
        using (frame)
        {
            stack.Add(frame, Whole, readings);
        }
    }

    private Frame Noisy(int level)
    {
        byte[] pixels = new byte[Side * Side * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            double normal = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
            pixels[i] = (byte)Math.Clamp(Math.Round(level + (4 * normal)), 0, 255);
        }

        return Readings.Picture(pixels, Side, Side);
    }
}
