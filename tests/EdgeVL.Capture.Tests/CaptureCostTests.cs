using System.Diagnostics;
using EdgeVL.Capture.Tests.Support;

namespace EdgeVL.Capture.Tests;

/// <summary>What a frame costs; alone in the process, since the counters are the whole process's.</summary>
[Collection(nameof(Alone))]
public sealed class CaptureCostTests(ITestOutputHelper output)
{
    private const int Window = 20;
    private const double FramesASecondOfOneCore = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_of_a_file_allocates_nothing()
    {
        CameraOptions options = new() { Source = CameraSource.Parse($"file:{Samples.Clip}"), Pace = Pace.Fast };
        List<long> bytes = await AllocatedByWindow(options, windows: 11);
        output.WriteLine($"bytes by {Window} frames: {string.Join(' ', bytes)}");
        // The test runner itself allocates now and then: most windows are clean, and none has as much as a byte a pixel row.
        Assert.True(bytes.Count(static window => window == 0) > bytes.Count / 2, string.Join(' ', bytes));
    }

    [Fact]
    public async Task A_frame_of_a_child_process_allocates_nothing()
    {
        CameraOptions options = new()
        {
            Source = CameraSource.Parse("gst:videotestsrc is-live=true ! video/x-raw,width=640,height=480,framerate=200/1"),
        };
        List<long> bytes = await AllocatedByWindow(options, windows: 11);
        output.WriteLine($"bytes by {Window} frames: {string.Join(' ', bytes)}");
        Assert.True(bytes.Count(static window => window == 0) > bytes.Count / 2, string.Join(' ', bytes));
    }

    [Fact]
    public async Task A_file_is_captured_well_above_two_hundred_frames_a_second_of_one_core()
    {
        CameraOptions options = new() { Source = CameraSource.Parse($"file:{Samples.Clip}"), Pace = Pace.Fast };
        using CameraReader reader = new("belt", options, TimeProvider.System, new ListLogger());
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        (await subscription.TakeNewestAsync(Token))!.Dispose();
        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        int frames = await Count(subscription, int.MaxValue);
        self.Refresh();
        double busy = (self.TotalProcessorTime - before).TotalSeconds;
        output.WriteLine(
            $"{frames / busy:0} frames a second of one core, {frames / Stopwatch.GetElapsedTime(start).TotalSeconds:0} on this machine now"
        );
        Assert.True(frames / busy > FramesASecondOfOneCore, $"{frames / busy:0} frames a second");
    }

    private static async Task<List<long>> AllocatedByWindow(CameraOptions options, int windows)
    {
        using CameraReader reader = new("belt", options, TimeProvider.System, new ListLogger());
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        var bytes = new List<long>(windows);
        await Count(subscription, Window);
        for (int i = 0; i < windows - 1; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int frame = 0; frame < Window; frame++)
            {
                (await subscription.TakeNewestAsync(Token))!.Dispose();
            }

            bytes.Add(GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return bytes;
    }

    private static async Task<int> Count(FrameSubscription subscription, int most)
    {
        int frames = 0;
        while (frames < most && await subscription.TakeNewestAsync(Token) is { } frame)
        {
            frame.Dispose();
            frames++;
        }

        return frames;
    }
}

/// <summary>Tests that no other may disturb.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
