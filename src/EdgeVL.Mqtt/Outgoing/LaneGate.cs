namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Holds one lane back after the broker turned a message of it down, then lets its head through as a probe.</summary>
/// <param name="timings">How long.</param>
/// <param name="time">The clock; its monotonic side alone is used.</param>
internal sealed class LaneGate(MqttTimings timings, TimeProvider time)
{
    private TimeSpan pause = timings.FirstRetry;
    private TimeSpan held;
    private long shutAt;
    private bool shut;
    private bool probing;

    /// <summary>How many messages may leave now: none, the head as a probe, or any number.</summary>
    public int Allows
    {
        get
        {
            if (!shut)
            {
                return int.MaxValue;
            }

            return Wait > TimeSpan.Zero ? 0 : 1;
        }
    }

    /// <summary>Until a message may leave; endless while the probe has no answer.</summary>
    public TimeSpan Wait
    {
        get
        {
            if (!shut)
            {
                return TimeSpan.Zero;
            }

            TimeSpan left = held - time.GetElapsedTime(shutAt);
            return probing ? TimeSpan.MaxValue
                : left > TimeSpan.Zero ? left
                : TimeSpan.Zero;
        }
    }

    /// <summary>A message has left.</summary>
    public void Sent() => probing = shut;

    /// <summary>The broker cannot take it now: waits longer each time.</summary>
    public void Pause()
    {
        if (Shut(pause))
        {
            pause = pause * 2 < timings.LongestRetry ? pause * 2 : timings.LongestRetry;
        }
    }

    /// <summary>The broker does not allow it: waits until somebody may have changed that.</summary>
    public void Hold() => Shut(timings.SettingsRetry);

    /// <summary>The broker took a message.</summary>
    /// <param name="sentAt">Timestamp of its sending: one that left before the gate was shut proves nothing about the head.</param>
    public void Open(long sentAt)
    {
        if (!shut || sentAt >= shutAt)
        {
            (shut, probing) = (false, false);
            pause = timings.FirstRetry;
        }
    }

    private bool Shut(TimeSpan wait)
    {
        if (shut && !probing)
        {
            return false; // Several of one window were turned down together; that is one refusal.
        }

        (shut, probing, held, shutAt) = (true, false, wait, time.GetTimestamp());
        return true;
    }
}
