using System.Diagnostics;
using EdgeVL.Capture.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Capture.Tests;

public sealed class VideoFileCameraTests
{
    private static readonly CameraOptions Clip = new() { Source = CameraSource.Parse($"file:{Samples.Clip}"), Pace = Pace.Fast };

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
    private readonly ListLogger logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fast_gives_every_frame_in_order_to_every_consumer_and_ends()
    {
        using CameraReader reader = Reader(Clip);
        using FrameSubscription first = reader.Subscribe();
        using FrameSubscription second = reader.Subscribe();
        reader.Start();
        long[][] numbers = await Task.WhenAll(Collect(first), Collect(second));
        Assert.All(numbers, static all => Assert.Equal(Enumerable.Range(0, Samples.ClipFrames).Select(static i => (long)i), all));
        Assert.True(reader.Ended);
        Assert.Equal(new CameraCounters(Samples.ClipFrames, 0, 0, 0), reader.Counters);
        Assert.Equal("it has been played to its end", reader.State.Reason);
    }

    [Fact]
    public async Task Fast_rests_while_nobody_takes()
    {
        using CameraReader reader = Reader(Clip);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        await Eventually.True(() => reader.Counters.Frames == 1, "the first frame");
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token);
        Assert.Equal(1, reader.Counters.Frames);
        (await subscription.TakeNewestAsync(Token))!.Dispose();
        await Eventually.True(() => reader.Counters.Frames == 2, "the second frame");
    }

    [Fact]
    public async Task Each_frame_knows_its_file_and_its_place_in_it()
    {
        using CameraReader reader = Reader(Clip);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        for (int i = 0; i < 5; i++)
        {
            using Frame frame = (await subscription.TakeNewestAsync(Token))!;
            Assert.Equal((640, 480), (frame.Width, frame.Height));
            Assert.Equal(Samples.Clip, frame.Source);
            Assert.Equal((i, TimeSpan.FromMilliseconds(100 * i)), (frame.MediaFrame, frame.MediaTime));
            Assert.Equal(i + 1, frame.Sequence);
        }
    }

    [Fact]
    public async Task Real_time_shows_frames_when_they_are_due_and_the_newest_wins()
    {
        using CameraReader reader = Reader(Clip with { Pace = Pace.Real });
        using FrameSubscription subscription = reader.Subscribe();
        DateTimeOffset begin = time.GetUtcNow();
        reader.Start();
        await Eventually.True(() => reader.Counters.Frames == 1, "the first frame at once");
        await Eventually.True(time, TimeSpan.FromMilliseconds(50), () => reader.Counters.Frames == 11, "eleven frames");
        using Frame frame = subscription.TryTakeNewest()!;
        Assert.Equal(10, frame.MediaFrame);
        Assert.InRange((frame.CapturedAt - begin).TotalMilliseconds, 1000, 1200);
        Assert.Equal(10, reader.Counters.Dropped);
    }

    [Fact]
    public async Task A_loop_begins_again()
    {
        using CameraReader reader = Reader(Clip with { Loop = true });
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        for (int i = 0; i < Samples.ClipFrames + 5; i++)
        {
            using Frame frame = (await subscription.TakeNewestAsync(Token))!;
            Assert.Equal(i % Samples.ClipFrames, frame.MediaFrame);
            Assert.Equal(i + 1, frame.Sequence);
        }

        Assert.Equal(0, reader.Counters.Reopens);
    }

    [Fact]
    public async Task A_damaged_file_is_said_to_be_damaged_after_its_last_whole_frame()
    {
        using var folder = new TemporaryFolder();
        byte[] damaged = File.ReadAllBytes(Samples.Clip);
        new Random(1).NextBytes(damaged.AsSpan(damaged.Length / 8, 2000));
        string path = folder.Write("damaged.mp4", damaged);
        using CameraReader reader = Reader(Clip with { Source = CameraSource.Parse($"file:{path}") });
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        (await subscription.TakeNewestAsync(Token))!.Dispose();
        Task drain = Drain(subscription);
        await Eventually.True(() => reader.State.Reason?.Contains("damaged", StringComparison.Ordinal) == true, "the reason");
        Assert.Equal(CameraHealth.Offline, reader.State.Health);
        Assert.Contains(path, reader.State.Reason, StringComparison.Ordinal);
        Assert.False(reader.Ended);
        reader.Dispose();
        await drain;
    }

    [Fact]
    public async Task A_missing_file_is_named_and_played_once_it_is_there()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "later.mp4");
        using CameraReader reader = Reader(Clip with { Source = CameraSource.Parse($"file:{path}") });
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains(path, StringComparison.Ordinal) == true, "the reason");
        File.Copy(Samples.Clip, path);
        await Eventually.True(time, TimeSpan.FromMilliseconds(250), () => reader.State.Health == CameraHealth.Online, "online");
        Assert.Null(reader.State.Reason);
        Assert.True(reader.Counters.Reopens >= 1);
    }

    [Fact]
    public async Task Four_files_at_once_do_not_disturb_each_other()
    {
        CameraReader[] readers = [.. Enumerable.Range(0, 4).Select(_ => Reader(Clip))];
        FrameSubscription[] subscriptions = [.. readers.Select(static reader => reader.Subscribe())];
        Array.ForEach(readers, static reader => reader.Start());
        long[][] numbers = await Task.WhenAll(subscriptions.Select(Collect));
        Assert.All(numbers, static all => Assert.Equal(Samples.ClipFrames, all.Length));
        Array.ForEach(readers, static reader => reader.Dispose());
    }

    [Fact]
    public async Task Disposing_in_the_middle_is_quick_and_frees_the_consumer()
    {
        CameraReader reader = Reader(Clip with { Loop = true });
        FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        Task drain = Drain(subscription);
        await Eventually.True(() => reader.Counters.Frames > 20, "frames");
        long start = Stopwatch.GetTimestamp();
        reader.Dispose();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
        await drain;
    }

    private static async Task<long[]> Collect(FrameSubscription subscription)
    {
        var numbers = new List<long>();
        while (await subscription.TakeNewestAsync(Token) is { } frame)
        {
            numbers.Add(frame.MediaFrame!.Value);
            frame.Dispose();
        }

        return [.. numbers];
    }

    private static async Task Drain(FrameSubscription subscription)
    {
        while (await subscription.TakeNewestAsync(Token) is { } frame)
        {
            frame.Dispose();
        }
    }

    private CameraReader Reader(CameraOptions options) => new("belt", options, time, logger);
}
