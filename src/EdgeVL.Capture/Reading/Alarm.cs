namespace EdgeVL.Capture.Reading;

/// <summary>Lets a reader's thread wait by a <see cref="TimeProvider"/>; stopping it ends the wait and every later one.</summary>
internal sealed class Alarm : IDisposable
{
    private readonly object gate = new();
    private readonly ITimer timer;
    private bool rung;
    private bool stopped;

    public Alarm(TimeProvider time) =>
        timer = time.CreateTimer(static alarm => ((Alarm)alarm!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Waits; returns at once for a span that is not positive.</summary>
    /// <returns>False when stopped.</returns>
    public bool Wait(TimeSpan span)
    {
        lock (gate)
        {
            if (stopped || span <= TimeSpan.Zero)
            {
                return !stopped;
            }

            rung = false;
        }

        timer.Change(span, Timeout.InfiniteTimeSpan);
        lock (gate)
        {
            while (!rung && !stopped)
            {
                Monitor.Wait(gate);
            }

            return !stopped;
        }
    }

    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
    }

    public void Dispose()
    {
        Stop();
        timer.Dispose();
    }

    private void Ring()
    {
        lock (gate)
        {
            rung = true;
            Monitor.PulseAll(gate);
        }
    }
}
