namespace EdgeVL.Mqtt.Outgoing;

/// <summary>One stored message that waits for the broker's acknowledgement.</summary>
public sealed record OutboxMessage
{
    /// <summary>The lane it travels in.</summary>
    public required OutboxLane Lane { get; init; }

    /// <summary>Names the row to its outbox; ascends within a lane.</summary>
    public required long Key { get; init; }

    /// <summary>The topic, without wildcards.</summary>
    public required string Topic { get; init; }

    /// <summary>UTF-8 JSON; must not change until the message is settled.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Name and version of the payload's form.</summary>
    public required string Schema { get; init; }

    /// <summary>Number of the result, where it is one.</summary>
    public long? Seq { get; init; }

    /// <summary>Whether it is a shorter form, sent because the whole was refused.</summary>
    public bool Lean { get; init; }

    /// <summary>Whether the broker may already have it.</summary>
    public bool Resend { get; init; }
}
