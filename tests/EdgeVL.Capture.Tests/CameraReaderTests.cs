using System.Collections.Concurrent;
using System.Diagnostics;
using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Tests.Support;
using EdgeVL.Contracts.Faults;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Capture.Tests;

public sealed class CameraReaderTests
{
    private static readonly CameraOptions Live = new() { Source = CameraSource.Parse("gst:scripted"), Stall = TimeSpan.FromSeconds(2) };
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
    private readonly ListLogger logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_are_numbered_stamped_and_aged()
    {
        using var gate = new SemaphoreSlim(0);
        using CameraReader reader = Reader(new ScriptedSource { Reading = pool => Next(pool, gate) });
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        gate.Release();
        using Frame frame = (await subscription.TakeNewestAsync(Token))!;
        Assert.Equal(1, frame.Sequence);
        Assert.Equal(time.GetUtcNow(), frame.CapturedAt);
        Assert.Equal(CaptureClock.Arrival, frame.Clock);
        Assert.Null(frame.Source);
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(250, frame.Age(time).TotalMilliseconds);
        gate.Release(2);
    }

    [Fact]
    public async Task The_drivers_age_corrects_the_capture_time()
    {
        var age = TimeSpan.FromMilliseconds(40);
        using var gate = new SemaphoreSlim(0);
        using CameraReader reader = Reader(
            new ScriptedSource
            {
                Reading = pool =>
                {
                    PixelBuffer? frame = Next(pool, gate);
                    frame!.Info = new FrameInfo { DriverAge = age };
                    return frame;
                },
            }
        );
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        gate.Release();
        using Frame frame = (await subscription.TakeNewestAsync(Token))!;
        Assert.Equal(CaptureClock.Driver, frame.Clock);
        Assert.Equal(time.GetUtcNow() - age, frame.CapturedAt);
        Assert.Equal(age, frame.Age(time));
        gate.Release();
    }

    [Fact]
    public async Task A_source_that_cannot_be_opened_is_tried_again_and_says_why()
    {
        int tries = 0;
        using CameraReader reader = Reader(() =>
            new ScriptedSource
            {
                Opening = () =>
                {
                    if (++tries < 4)
                    {
                        throw new FaultException(FaultCode.CaptureOpenFailed, "no route", "");
                    }
                },
            }
        );
        reader.Start();
        await Eventually.True(() => reader.State.Reason == "no route", "the reason");
        await Eventually.True(time, Tick, () => reader.State.Health == CameraHealth.Online, "the fourth try");
        Assert.Equal(3, reader.Counters.Reopens);
    }

    [Fact]
    public async Task Several_seconds_of_frames_make_the_next_pause_short_again()
    {
        var opened = new ConcurrentQueue<DateTimeOffset>();
        using CameraReader reader = Reader(() =>
        {
            opened.Enqueue(time.GetUtcNow());
            DateTimeOffset end = time.GetUtcNow() + TimeSpan.FromSeconds(opened.Count == 4 ? 6 : 0);
            return new ScriptedSource
            {
                Reading = pool =>
                {
                    if (time.GetUtcNow() >= end)
                    {
                        throw new FaultException(FaultCode.CaptureLost, "pulled out", "");
                    }

                    return ScriptedSource.Picture(pool, 1);
                },
            };
        });
        reader.Start();
        await Eventually.True(time, Tick, () => opened.Count >= 5, "five openings");
        double[] pauses = [.. opened.Zip(opened.Skip(1), static (from, to) => (to - from).TotalSeconds)];
        Assert.InRange(pauses[2], 2, 3); // the third pause in a row
        Assert.InRange(pauses[3], 6.5, 8); // six seconds of frames, then the shortest pause
    }

    [Fact]
    public async Task A_read_that_never_returns_is_reported_and_holds_nothing_else()
    {
        using var never = new ManualResetEventSlim();
        using CameraReader dead = Reader(
            new ScriptedSource
            {
                Reading = _ =>
                {
                    never.Wait(CancellationToken.None);
                    return null;
                },
            }
        );
        using var gate = new SemaphoreSlim(0);
        using CameraReader alive = Reader(new ScriptedSource { Reading = pool => Next(pool, gate) });
        using FrameSubscription waiting = dead.Subscribe();
        using FrameSubscription served = alive.Subscribe();
        dead.Start();
        alive.Start();
        ValueTask<Frame?> wait = waiting.TakeNewestAsync(Token);
        await Eventually.True(time, Tick, () => dead.State.Reason == "no frame for 10 s", "the verdict");
        await Eventually.True(
            time,
            Tick,
            () => dead.State.Reason!.StartsWith("its driver", StringComparison.Ordinal),
            "the second verdict"
        );
        Assert.Equal(CameraHealth.Offline, dead.State.Health);
        Assert.True(dead.Stuck >= TimeSpan.FromSeconds(20));

        gate.Release();
        (await served.TakeNewestAsync(Token))!.Dispose();
        Assert.Null(alive.Stuck);

        long start = Stopwatch.GetTimestamp();
        dead.Dispose();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 4);
        Assert.Null(await wait);
        Assert.Contains(logger.Lines, static line => line.Id == 1007);
        gate.Release();
        never.Set();
    }

    [Fact]
    public async Task A_read_that_comes_back_after_all_puts_the_camera_online()
    {
        using var gate = new SemaphoreSlim(0);
        using CameraReader reader = Reader(new ScriptedSource { Reading = pool => Next(pool, gate) });
        reader.Start();
        await Eventually.True(time, Tick, () => reader.Stuck is not null, "the verdict");
        gate.Release();
        await Eventually.True(() => reader.State.Health == CameraHealth.Online, "the frame");
        Assert.Null(reader.Stuck);
        gate.Release();
    }

    [Fact]
    public async Task A_silent_camera_is_stale_then_interrupted_reopened_and_online_again()
    {
        var states = new ConcurrentQueue<CameraHealth>();
        int made = 0;
        using CameraReader reader = Reader(() =>
        {
            var interrupted = new SemaphoreSlim(0);
            bool silent = Interlocked.Increment(ref made) == 1;
            int reads = 0;
            return new ScriptedSource
            {
                Interrupting = () => interrupted.Release(),
                Reading = pool =>
                {
                    if (reads++ == 0)
                    {
                        return ScriptedSource.Picture(pool, 1);
                    }

                    interrupted.Wait(CancellationToken.None);
                    throw new FaultException(FaultCode.CaptureLost, silent ? "the stream ended" : "stopped", "");
                },
            };
        });
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        await Eventually.True(() => reader.State.Health == CameraHealth.Online, "the first frame");
        await Eventually.True(time, Tick, () => reader.State.Health == CameraHealth.Stale, "staleness");
        await Eventually.True(time, Tick, () => reader.State.Health == CameraHealth.Offline, "loss");
        Assert.Equal("no frame for 2 s", reader.State.Reason);
        Assert.Null(subscription.TryTakeNewest()); // an old picture must not pass for the present
        await Eventually.True(time, Tick, () => reader.State.Health == CameraHealth.Online, "return");
        Assert.Equal(1, reader.Counters.Reopens);
        using Frame frame = subscription.TryTakeNewest()!;
        Assert.Equal(2, frame.Sequence);
    }

    [Fact]
    public async Task A_shortcoming_of_the_source_degrades_the_camera()
    {
        using var gate = new SemaphoreSlim(0);
        using CameraReader reader = Reader(
            new ScriptedSource { Reading = pool => Next(pool, gate), Shortcoming = "the picture is 640x480 instead of 1280x720" }
        );
        reader.Start();
        gate.Release();
        await Eventually.True(() => reader.State.Health == CameraHealth.Degraded, "degraded");
        Assert.Contains("640x480", reader.State.Reason, StringComparison.Ordinal);
        gate.Release();
    }

    [Fact]
    public async Task An_unforeseen_exception_is_logged_and_the_camera_tried_again()
    {
        int reads = 0;
        using CameraReader reader = Reader(() =>
            new ScriptedSource { Reading = pool => reads++ == 0 ? throw new NotSupportedException("bug") : ScriptedSource.Picture(pool, 1) }
        );
        reader.Start();
        await Eventually.True(time, Tick, () => reader.State.Health == CameraHealth.Online, "the second try");
        Assert.Contains(logger.Lines, static line => line.Id == 1008);
    }

    [Fact]
    public async Task A_source_is_opened_read_and_disposed_by_one_thread()
    {
        var threads = new ConcurrentBag<int>();
        CameraReader reader = Reader(
            new ScriptedSource
            {
                Opening = () => threads.Add(Environment.CurrentManagedThreadId),
                Reading = pool =>
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                    return ScriptedSource.Picture(pool, 1);
                },
                Disposing = () => threads.Add(Environment.CurrentManagedThreadId),
            }
        );
        reader.Start();
        await Eventually.True(() => reader.Counters.Frames > 3, "frames");
        reader.Dispose();
        Assert.Single(threads.Distinct());
        Assert.Equal("stopped", reader.State.Reason);
    }

    [Fact]
    public async Task Every_wait_ends_with_null_when_the_reader_is_disposed()
    {
        using var gate = new SemaphoreSlim(0);
        CameraReader reader = Reader(new ScriptedSource { Reading = pool => Next(pool, gate), Interrupting = () => gate.Release() });
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        ValueTask<Frame?> wait = subscription.TakeNewestAsync(Token);
        reader.Dispose();
        Assert.Null(await wait);
    }

    [Fact]
    public void A_reader_that_was_never_started_is_disposed_at_once() => Reader(new ScriptedSource()).Dispose();

    [Fact]
    public void Starting_twice_is_refused()
    {
        using CameraReader reader = Reader(new ScriptedSource());
        reader.Start();
        Assert.Throws<InvalidOperationException>(reader.Start);
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused_by_name()
    {
        CameraOptions options = Live with { Loop = true, Stall = TimeSpan.FromMinutes(2) };
        FaultException fault = Assert.Throws<FaultException>(() => new CameraReader("gate", options, time, logger));
        Assert.Equal(FaultCode.ConfigurationInvalid, fault.Code);
        Assert.Contains("gate", fault.Message, StringComparison.Ordinal);
        Assert.Contains("loop", fault.Message, StringComparison.Ordinal);
        Assert.Contains("120 s", fault.Message, StringComparison.Ordinal);
    }

    private static PixelBuffer? Next(FramePool pool, SemaphoreSlim gate)
    {
        gate.Wait(CancellationToken.None);
        return ScriptedSource.Picture(pool, 1);
    }

    private CameraReader Reader(ScriptedSource source) => Reader(() => source);

    private CameraReader Reader(Func<ScriptedSource> source) => new("line-1", Live, time, logger, source);
}
