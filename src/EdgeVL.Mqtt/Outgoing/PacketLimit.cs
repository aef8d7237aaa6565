namespace EdgeVL.Mqtt.Outgoing;

/// <summary>The largest packet that a broker takes, and whether a message is one of them.</summary>
public sealed class PacketLimit
{
    private readonly MqttVersion version;

    /// <summary>Makes a limit.</summary>
    /// <param name="version">Version that is spoken; it decides the size.</param>
    /// <param name="maximum">Bytes of a whole packet; null or 0 where the broker named none.</param>
    public PacketLimit(MqttVersion version, long? maximum)
    {
        this.version = version;
        Maximum = maximum is > 0 and < PacketSize.Largest ? maximum.Value : PacketSize.Largest;
    }

    /// <summary>The protocol's own limit and no other.</summary>
    public static PacketLimit None { get; } = new(MqttVersion.V5, null);

    /// <summary>Bytes of the largest packet.</summary>
    public long Maximum { get; }

    /// <summary>Bytes of the packet that carries <paramref name="message"/>, header included.</summary>
    public long Size(OutboxMessage message) => PacketSize.Of(PublishForm.Of(message, version), version);

    /// <summary>Whether the broker takes a packet of this size.</summary>
    public bool Allows(OutboxMessage message) => Size(message) <= Maximum;
}
