using EdgeVL.Capture.Sources;

namespace EdgeVL.Capture.Reading;

/// <summary>Looks from outside at a reader whose call into a source does not return.</summary>
/// <remarks>A child process is killed, so that the reader goes on. A call into OpenCV cannot be ended: the camera is reported offline,
/// its old frames are taken back, and nothing waits for it.</remarks>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan FirstFramePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly TimeSpan stall;
    private readonly TimeProvider time;
    private readonly StateBoard board;
    private readonly Action lost;
    private readonly ITimer timer;
    private IFrameSource? watched;
    private long since;
    private bool inCall;
    private bool gaveFrames;
    private string? verdict;

    /// <summary>Starts looking.</summary>
    /// <param name="stall">Silence after which an open source counts as lost.</param>
    /// <param name="time">Clock.</param>
    /// <param name="board">Where states are noted.</param>
    /// <param name="lost">Called when the source counts as lost, while the reader may still be in its call.</param>
    public Watchdog(TimeSpan stall, TimeProvider time, StateBoard board, Action lost)
    {
        this.stall = stall;
        this.time = time;
        this.board = board;
        this.lost = lost;
        TimeSpan period = stall / 8 > ShortestPeriod ? stall / 8 : ShortestPeriod;
        timer = time.CreateTimer(static watchdog => ((Watchdog)watchdog!).Look(), this, period, period);
    }

    /// <summary>Why the source was given up; null where it was not.</summary>
    public string? Verdict
    {
        get
        {
            lock (gate)
            {
                return verdict;
            }
        }
    }

    /// <summary>For how long a call has not returned since its source was given up; null where none hangs.</summary>
    public TimeSpan? Stuck
    {
        get
        {
            lock (gate)
            {
                return inCall && verdict is not null ? time.GetElapsedTime(since) : null;
            }
        }
    }

    private TimeSpan Limit => gaveFrames || stall > FirstFramePatience ? stall : FirstFramePatience;

    /// <summary>A source is about to be opened.</summary>
    public void Watch(IFrameSource source)
    {
        lock (gate)
        {
            (watched, gaveFrames, verdict) = (source, false, null);
        }
    }

    /// <summary>The source is about to be disposed.</summary>
    public void Leave()
    {
        lock (gate)
        {
            (watched, inCall) = (null, false);
        }
    }

    /// <summary>The reader calls into the source.</summary>
    public void CallBegins()
    {
        lock (gate)
        {
            (inCall, since) = (true, time.GetTimestamp());
        }
    }

    /// <summary>The call returned.</summary>
    /// <param name="withFrame">It brought a frame.</param>
    public void CallEnds(bool withFrame)
    {
        lock (gate)
        {
            inCall = false;
            gaveFrames |= withFrame;
            verdict = withFrame ? null : verdict;
        }
    }

    /// <summary>Makes a hanging call return where that is possible.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            watched?.Interrupt();
        }
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        lock (gate)
        {
            if (!inCall || watched is null)
            {
                return;
            }

            TimeSpan silence = time.GetElapsedTime(since);
            if (silence >= Limit)
            {
                GiveUp(silence);
            }
            else if (gaveFrames && silence >= stall / 2)
            {
                board.Set(CameraHealth.Stale, "it is silent");
            }
        }
    }

    private void GiveUp(TimeSpan silence)
    {
        verdict = $"no frame for {Limit.TotalSeconds:0.#} s";
        board.Set(
            CameraHealth.Offline,
            silence < 2 * Limit ? verdict : "its driver does not answer; only a restart of the program frees it"
        );
        lost();
        watched!.Interrupt();
    }
}
