namespace EdgeVL.Capture.Reading;

/// <summary>Releases a file's frames at their media times.</summary>
internal sealed class MediaClock(TimeProvider time, Alarm alarm)
{
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(1);

    private long start;
    private TimeSpan offset;
    private TimeSpan last;
    private TimeSpan step;
    private bool running;

    /// <summary>Waits until it is time for a frame at <paramref name="position"/>; a step back is the file's beginning, played anew.</summary>
    /// <returns>False when the reader is being stopped.</returns>
    public bool WaitFor(TimeSpan position)
    {
        if (!running)
        {
            (running, start, offset) = (true, time.GetTimestamp(), -position);
        }
        else if (position < last)
        {
            offset += last + step - position; // the last frame is shown as long as those before it
        }
        else
        {
            step = position - last;
        }

        last = position;
        TimeSpan early = position + offset - time.GetElapsedTime(start);
        if (early < -MostBehind)
        {
            offset -= early; // the machine slept, or is too slow: play on from here instead of rushing after
        }

        return alarm.Wait(early);
    }
}
