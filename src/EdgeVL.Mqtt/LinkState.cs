using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt;

/// <summary>Where a link stands.</summary>
public enum LinkPhase
{
    /// <summary>An attempt is under way.</summary>
    Connecting,

    /// <summary>The broker has accepted the client.</summary>
    Connected,

    /// <summary>An attempt failed or a link broke; the next attempt comes by itself.</summary>
    Waiting,

    /// <summary>Ended because somebody wanted it.</summary>
    Stopped,
}

/// <summary>Where a link stands and why, for status pages and people.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Since">When it came to stand there, UTC.</param>
/// <param name="Reason">What is wrong, in words; empty when nothing is. A connected link has one when the broker denies or declines messages.</param>
public sealed record LinkState(LinkPhase Phase, DateTimeOffset Since, string Reason = "")
{
    /// <summary>Number of what is wrong.</summary>
    public FaultCode Code { get; init; }

    /// <summary>What a person can do about it.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>When the next attempt begins, UTC; null unless waiting.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Whether the broker has accepted the client.</summary>
    public bool Connected => Phase == LinkPhase.Connected;
}
