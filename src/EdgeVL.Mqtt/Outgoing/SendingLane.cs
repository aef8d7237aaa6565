namespace EdgeVL.Mqtt.Outgoing;

/// <summary>One lane as the sender sees it: whether it is held back, and at what rate it may go.</summary>
/// <param name="Gate">Held back after a refusal.</param>
/// <param name="Bucket">Bounds the rate; null for none.</param>
internal sealed record SendingLane(LaneGate Gate, TokenBucket? Bucket)
{
    /// <summary>How many messages may leave now.</summary>
    public int Allows => Math.Min(Gate.Allows, Bucket?.Available ?? int.MaxValue);

    /// <summary>Until one may leave; <see cref="TimeSpan.MaxValue"/> while that is not a matter of time.</summary>
    public TimeSpan Wait
    {
        get
        {
            TimeSpan rate = Bucket?.Wait ?? TimeSpan.Zero;
            return Gate.Wait > rate ? Gate.Wait : rate;
        }
    }

    /// <summary>A message has left.</summary>
    public void Sent()
    {
        Gate.Sent();
        Bucket?.Take(1);
    }
}
