namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Messages that are now in flight.</summary>
/// <param name="Messages">In the order in which they are to be sent.</param>
/// <param name="MoreEvents">Whether further events wait.</param>
/// <param name="MoreLive">Whether further live ones wait.</param>
/// <param name="MoreBacklog">Whether further ones of the backlog wait.</param>
public sealed record Claimed(IReadOnlyList<OutboxMessage> Messages, bool MoreEvents, bool MoreLive, bool MoreBacklog)
{
    /// <summary>No message, and none waits.</summary>
    public static Claimed Nothing { get; } = new([], false, false, false);

    /// <summary>Whether further messages of <paramref name="lane"/> wait.</summary>
    public bool More(OutboxLane lane) =>
        lane switch
        {
            OutboxLane.Event => MoreEvents,
            OutboxLane.Live => MoreLive,
            _ => MoreBacklog,
        };
}
