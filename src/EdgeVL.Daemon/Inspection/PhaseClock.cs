using EdgeVL.Capture;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Inspection;

/// <summary>Parts of a reading whose time is told.</summary>
internal enum Phase
{
    Preprocess,
    Vision,
    Prefill,
    Decode,
}

/// <summary>Adds up where the time of one reading goes.</summary>
internal sealed class PhaseClock
{
    private readonly TimeProvider time;
    private readonly long triggered;
    private readonly long started;
    private readonly TimeSpan[] phases = new TimeSpan[4];
    private long mark;

    /// <summary>Begins now; what lies between the trigger and now is waiting.</summary>
    public PhaseClock(TimeProvider time, long? triggered)
    {
        this.time = time;
        started = mark = time.GetTimestamp();
        this.triggered = triggered ?? started;
    }

    /// <summary>Age of <paramref name="frame"/> when the reading began.</summary>
    public TimeSpan AgeAtStart(Frame frame) => frame.Age(time) - time.GetElapsedTime(started);

    /// <summary>Gives the time since the last mark to <paramref name="phase"/>.</summary>
    public void End(Phase phase)
    {
        long now = time.GetTimestamp();
        phases[(int)phase] += time.GetElapsedTime(mark, now);
        mark = now;
    }

    /// <summary>Gives a measured time to <paramref name="phase"/>.</summary>
    public void Add(Phase phase, TimeSpan span) => phases[(int)phase] += span;

    public PhaseTimes ToPhaseTimes() =>
        new()
        {
            Queue = Milliseconds(time.GetElapsedTime(triggered, started)),
            Preprocess = Milliseconds(phases[(int)Phase.Preprocess]),
            Vision = Milliseconds(phases[(int)Phase.Vision]),
            Prefill = Milliseconds(phases[(int)Phase.Prefill]),
            Decode = Milliseconds(phases[(int)Phase.Decode]),
            Total = Milliseconds(time.GetElapsedTime(triggered)),
        };

    private static double Milliseconds(TimeSpan span) => Math.Round(span.TotalMilliseconds, 1);
}
