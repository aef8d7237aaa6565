using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Sources;
using EdgeVL.Contracts.Faults;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Capture.Reading;

/// <summary>What a camera's thread does: open the source, read, hand on; when it is lost, pause and open it again.</summary>
internal sealed class CaptureLoop : IDisposable
{
    private readonly string camera;
    private readonly CameraOptions options;
    private readonly Func<IFrameSource> makeSource;
    private readonly FrameHub hub;
    private readonly StateBoard board;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Alarm alarm;
    private readonly Watchdog watchdog;
    private readonly RateMeter rate;
    private readonly Backoff backoff = new();
    private long frames;
    private long opens;
    private volatile bool stopping;
    private volatile bool ended;

    public CaptureLoop(
        string camera,
        CameraOptions options,
        Func<IFrameSource> makeSource,
        FrameHub hub,
        StateBoard board,
        TimeProvider time,
        ILogger logger
    )
    {
        this.camera = camera;
        this.options = options;
        this.makeSource = makeSource;
        this.hub = hub;
        this.board = board;
        this.time = time;
        this.logger = logger;
        alarm = new Alarm(time);
        rate = new RateMeter(time, options.Source.IsLive ? options.Rate : null);
        watchdog = new Watchdog(options.Stall, time, board, ForgetPast);
    }

    public long Frames => Interlocked.Read(ref frames);

    public long Reopens => long.Max(0, Interlocked.Read(ref opens) - 1);

    public bool Ended => ended;

    public TimeSpan? Stuck => watchdog.Stuck;

    /// <summary>Runs until the source has ended for good or a stop is requested.</summary>
    public void Run()
    {
        while (!stopping)
        {
            if (PlayOnce())
            {
                ended = true;
                hub.Complete();
                return;
            }

            TimeSpan pause = backoff.Next();
            CameraLog.Reopening(logger, camera, pause);
            alarm.Wait(pause);
        }
    }

    /// <summary>Ends every wait and every call that can be ended.</summary>
    public void RequestStop()
    {
        stopping = true;
        alarm.Stop();
        hub.Stop();
        watchdog.Interrupt();
    }

    public void Dispose()
    {
        watchdog.Dispose();
        alarm.Dispose();
    }

    /// <summary>Opens the source and reads until it ends or is lost.</summary>
    /// <returns>True when it has ended for good.</returns>
    private bool PlayOnce()
    {
        string reason = "";
        using IFrameSource source = makeSource();
        try
        {
            watchdog.Watch(source);
            Interlocked.Increment(ref opens);
            Open(source);
            if (Pump(source))
            {
                board.Set(CameraHealth.Offline, "it has been played to its end", wanted: true);
                return true;
            }
        }
        catch (FaultException fault)
        {
            reason = fault.Message;
        }
        catch (Exception exception)
        {
            // Whatever it is, the camera is tried again, and the others go on.
            CameraLog.Unforeseen(logger, camera, exception);
            reason = exception.Message;
        }
        finally
        {
            watchdog.Leave();
        }

        ForgetPast();
        if (!stopping)
        {
            board.Set(CameraHealth.Offline, watchdog.Verdict ?? reason);
        }

        return false;
    }

    private void Open(IFrameSource source)
    {
        if (stopping)
        {
            return; // a stop that came before the watchdog knew this source
        }

        watchdog.CallBegins();
        source.Open();
        watchdog.CallEnds(withFrame: false);
    }

    /// <returns>True at the end of a file; false when being stopped.</returns>
    private bool Pump(IFrameSource source)
    {
        var clock = new MediaClock(time, alarm);
        long opened = time.GetTimestamp();
        rate.Restart();
        bool first = true;
        try
        {
            while (!stopping)
            {
                if (Read(source) is not { } frame)
                {
                    return !stopping;
                }

                if (first)
                {
                    (first, opened) = (false, time.GetTimestamp());
                    CameraLog.Opened(logger, camera, frame.Width, frame.Height, options.Source);
                }

                if (!HandOn(frame, clock, source))
                {
                    return false;
                }
            }

            return false;
        }
        finally
        {
            if (!first && time.GetElapsedTime(opened) >= Backoff.Proof)
            {
                backoff.Reset();
            }
        }
    }

    private PixelBuffer? Read(IFrameSource source)
    {
        watchdog.CallBegins();
        PixelBuffer? frame = source.Read(hub.Pool);
        watchdog.CallEnds(withFrame: frame is not null);
        return frame;
    }

    /// <summary>Waits until the frame is due, stamps it and publishes it.</summary>
    /// <returns>False when being stopped; the frame has gone back in any case.</returns>
    private bool HandOn(PixelBuffer frame, MediaClock clock, IFrameSource source)
    {
        if (!WaitUntilDue(frame, clock))
        {
            frame.Release();
            return false;
        }

        Stamp(frame);
        rate.Count();
        string? shortcoming = source.Shortcoming ?? rate.Shortcoming;
        board.Set(shortcoming is null ? CameraHealth.Online : CameraHealth.Degraded, shortcoming);
        hub.Publish(frame);
        return true;
    }

    private bool WaitUntilDue(PixelBuffer frame, MediaClock clock) =>
        options.Source.IsLive || (options.Pace == Pace.Fast ? hub.WaitUntilTaken() : clock.WaitFor(frame.Info.MediaTime ?? TimeSpan.Zero));

    private void Stamp(PixelBuffer frame)
    {
        TimeSpan age = frame.Info.DriverAge ?? TimeSpan.Zero;
        frame.Info = frame.Info with
        {
            Sequence = Interlocked.Increment(ref frames),
            CapturedAt = time.GetUtcNow() - age,
            MonotonicNs = MonotonicTime.Now(time) - MonotonicTime.Nanoseconds(age),
            Clock = frame.Info.DriverAge is null ? CaptureClock.Arrival : CaptureClock.Driver,
        };
    }

    /// <summary>A lost camera's last pictures must not pass for the present; those of a file stay what they are.</summary>
    private void ForgetPast()
    {
        if (options.Source.IsLive)
        {
            hub.Clear();
        }
    }
}
