namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Bounds a rate: a token a message, filled up evenly.</summary>
/// <param name="rate">Tokens a second.</param>
/// <param name="capacity">Tokens that gather at most.</param>
/// <param name="time">The clock; its monotonic side alone is used.</param>
internal sealed class TokenBucket(int rate, int capacity, TimeProvider time)
{
    private double tokens = capacity;
    private long filledAt = time.GetTimestamp();

    /// <summary>Whole tokens that are there now.</summary>
    public int Available
    {
        get
        {
            long now = time.GetTimestamp();
            tokens = Math.Min(capacity, tokens + (rate * time.GetElapsedTime(filledAt, now).TotalSeconds));
            filledAt = now;
            return (int)tokens;
        }
    }

    /// <summary>Until the next whole token; zero when there is one.</summary>
    public TimeSpan Wait => Available >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / rate) + TimeSpan.FromMilliseconds(1);

    /// <summary>Takes tokens that <see cref="Available"/> has shown.</summary>
    public void Take(int count) => tokens -= count;
}
