using EdgeVL.Capture.Gates;

namespace EdgeVL.Daemon.Trust;

/// <summary>Tells whether a frame is a new look at the scene: copies of one frame agree about nothing.</summary>
/// <param name="Sequence">The camera's number of the frame.</param>
/// <param name="CapturedNs">When it was taken, on the monotonic clock, ns.</param>
/// <param name="Readings">What the gates measured.</param>
public sealed record FreshFrame(long Sequence, long CapturedNs, GateReadings Readings)
{
    private const double LeastLikeness = 0.5;

    /// <summary>Whether this frame is fresh after another: a new number, new pixels that differ by at least half their noise, and an
    /// exposure apart.</summary>
    /// <param name="before">The frame read before it; null for the first, which is always fresh.</param>
    /// <param name="exposure">Exposure time, or the frame interval where it is not known.</param>
    public bool IsFreshAfter(FreshFrame? before, TimeSpan exposure) =>
        before is null
        || (
            Sequence != before.Sequence
            && Readings.Hash != before.Readings.Hash
            && Readings.RepeatDistance == 0
            && !(Readings.Likeness < LeastLikeness)
            && CapturedNs - before.CapturedNs >= exposure.Ticks * TimeSpan.NanosecondsPerTick
        );
}
