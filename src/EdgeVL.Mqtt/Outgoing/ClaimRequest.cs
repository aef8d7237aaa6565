namespace EdgeVL.Mqtt.Outgoing;

/// <summary>How many messages a link can take now: events first, then live ones, then the backlog.</summary>
/// <param name="Total">At most this many in all.</param>
/// <param name="Events">At most this many events.</param>
/// <param name="Live">At most this many live ones.</param>
/// <param name="Backlog">At most this many of the backlog.</param>
/// <param name="BacklogFirst">Whether one of the backlog comes before the live ones, so that neither lane starves the other.</param>
/// <param name="Limit">What the broker takes.</param>
public readonly record struct ClaimRequest(int Total, int Events, int Live, int Backlog, bool BacklogFirst, PacketLimit Limit)
{
    /// <summary>Asks for nothing; for settling alone.</summary>
    public static ClaimRequest Nothing => new(0, 0, 0, 0, false, PacketLimit.None);
}
