using System.Diagnostics;
using EdgeVL.Capture.Gates;
using EdgeVL.Capture.Gates.Passes;
using EdgeVL.Contracts.Results;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Capture.Tests.Gates;

public sealed class GateMeterTests(ITestOutputHelper output)
{
    [Fact]
    public void Percentiles_are_those_of_the_sorted_pixels() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>().Filter(static pixels => pixels.Length > 0),
                static pixels =>
                {
                    var histogram = new LumaHistogram();
                    histogram.Add(pixels);
                    histogram.Join();
                    byte[] sorted = [.. pixels.Order()];
                    return ((double[])[0.02, 0.5, 0.98]).All(share =>
                        histogram.Percentile(share) == sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)]
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_kth_smallest_is_what_a_sort_finds() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int[]>().Filter(static values => values.Length > 0),
                static values =>
                    Enumerable
                        .Range(0, values.Length)
                        .All(rank => OrderStatistic.Select([.. values], rank) == values.Order().ElementAt(rank))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Only_the_region_is_measured()
    {
        byte[] picture = Scene.Plain(10).Capture(0);
        for (int y = 100; y < 200; y++)
        {
            picture.AsSpan(((y * Scene.Width) + 100) * 3, 300).Fill(240);
        }

        var meter = new GateMeter();
        GateReadings inside = meter.Measure(new BgrView(picture, Scene.Width, Scene.Height), new PixelBox(100, 100, 200, 200)),
            outside = meter.Measure(new BgrView(picture, Scene.Width, Scene.Height), new PixelBox(200, 200, 640, 480));
        Assert.Equal((240, 240, 100), (inside.P2, inside.P98, inside.Width));
        Assert.Equal((10, 10), (outside.P2, outside.P98));
    }

    [Fact]
    public void Rows_may_be_padded()
    {
        byte[] tight = Scene.Print().Capture(),
            padded = new byte[480 * 2000];
        for (int y = 0; y < 480; y++)
        {
            tight.AsSpan(y * 1920, 1920).CopyTo(padded.AsSpan(y * 2000));
        }

        GateReadings readings = new GateMeter().Measure(new BgrView(padded, 640, 480, stride: 2000), Scene.Whole);
        Assert.Equal(Scene.Measure(tight), readings);
    }

    [Fact]
    public void Clipped_pixels_are_counted_by_their_brightest_colour_and_by_luma()
    {
        byte[] picture = new byte[100 * 100 * 3];
        picture.AsSpan(0, 3 * 2500).Fill(80);
        for (int i = 0; i < 2500; i++)
        {
            picture[3 * i] = 250; // blue
        }

        GateReadings readings = new GateMeter().Measure(new BgrView(picture, 100, 100), new PixelBox(0, 0, 100, 100));
        Assert.Equal((0.25, 0.75), (readings.ClippedHigh, readings.ClippedLow));
    }

    [Fact]
    public void A_lamp_that_flickers_ripples_and_a_brighter_lamp_only_steps()
    {
        Scene scene = Scene.Print();
        var meter = new GateMeter();
        GateReadings Show(byte[] picture) => meter.Measure(new BgrView(picture, Scene.Width, Scene.Height), Scene.Whole);
        Show(scene.Capture(seed: 1));
        GateReadings same = Show(scene.Capture(seed: 2)),
            brighter = Show(scene.Map(static value => value * 1.2f).Capture(seed: 3));
        byte[] flicker = scene.Map(static value => value * 1.2f).Capture(seed: 4);
        for (int i = 0; i < flicker.Length; i++)
        {
            flicker[i] = (byte)(flicker[i] * (0.9 + (0.1 * Math.Sin(i / 1920 / 20.0))));
        }

        GateReadings rippling = Show(flicker);
        Assert.InRange(same.Ripple!.Value, 0, 0.002);
        Assert.InRange(same.ExposureStep!.Value, 0, 1);
        Assert.InRange(brighter.ExposureStep!.Value, 38, 42);
        Assert.InRange(brighter.Ripple!.Value, 0, 0.01);
        Assert.InRange(rippling.Ripple!.Value, 0.04, 0.15);
        GateLimits steady = GateLimits.Default with { Steady = new SteadyLimits() };
        Assert.True(GateJudge.Judge(same, steady).Passes);
        Assert.Equal(GateCode.UnstableExposure, Assert.Single(GateJudge.Judge(brighter, steady).Refusals).Code);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_frame_that_passes()
    {
        byte[] first = Scene.Print().Capture(seed: 1),
            second = Scene.Print().Capture(seed: 2);
        var meter = new GateMeter();
        var view = new ViewCheck(new BgrView(first, Scene.Width, Scene.Height));
        int passed = 0;
        void Show(byte[] picture)
        {
            var frame = new BgrView(picture, Scene.Width, Scene.Height);
            GateReadings readings = meter.Measure(frame, Scene.Whole, step: 2);
            passed += GateJudge.Judge(readings, GateLimits.Default, meter.Tiles).Passes ? 1 : 0;
            view.Compare(frame);
        }

        Show(first);
        Show(second);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            Show(i % 2 == 0 ? first : second);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(7, passed);
    }

    [Theory]
    [InlineData(0, 0, 641, 480)]
    [InlineData(-1, 0, 100, 100)]
    [InlineData(10, 10, 10, 100)]
    [InlineData(100, 100, 50, 50)]
    public void A_region_that_does_not_fit_is_refused(int x1, int y1, int x2, int y2) =>
        Assert.Throws<ArgumentException>(() =>
            new GateMeter().Measure(new BgrView(new byte[640 * 480 * 3], 640, 480), new PixelBox(x1, y1, x2, y2))
        );

    [Fact]
    public void Fewer_pixels_than_the_size_needs_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new BgrView(new byte[99], 10, 10).Width);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BgrView(new byte[300], 10, 10, stride: 29).Width);
    }

    [Fact]
    public void A_frame_of_640_by_480_takes_as_long_as_a_few_copies_of_it()
    {
        bool slow =
            typeof(GateMeter).Assembly.IsDefined(typeof(DebuggableAttribute), false)
            && (
                (DebuggableAttribute)Attribute.GetCustomAttribute(typeof(GateMeter).Assembly, typeof(DebuggableAttribute))!
            ).IsJITOptimizerDisabled;
        Assert.SkipWhen(slow, "The library was built without optimisation.");
        byte[] picture = Scene.Print().Capture(),
            copy = new byte[picture.Length];
        var meter = new GateMeter();
        double measure = Best(() => meter.Measure(new BgrView(picture, Scene.Width, Scene.Height), Scene.Whole)),
            memory = Best(() => picture.CopyTo(copy, 0));
        output.WriteLine($"{measure:F3} ms, {measure / memory:F1} copies of the frame");
        Assert.True(measure / memory < 60, $"{measure:F3} ms are {measure / memory:F1} copies of the frame"); // 19 were seen
    }

    private static double Best(Action action)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 300; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }
}
