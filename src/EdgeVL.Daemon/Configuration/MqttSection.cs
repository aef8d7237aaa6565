namespace EdgeVL.Daemon.Configuration;

/// <summary>Version of the protocol.</summary>
public enum MqttProtocol
{
    /// <summary>MQTT 5.</summary>
    V5,

    /// <summary>MQTT 3.1.1.</summary>
    V311,
}

/// <summary>The broker: one of our own, or one on the network.</summary>
public abstract record MqttServer
{
    private MqttServer() { }

    /// <summary>A broker of our own on loopback, for a first try.</summary>
    /// <param name="Port">TCP port; 0 takes a free one.</param>
    public sealed record Embedded(int Port) : MqttServer;

    /// <summary>A broker on the network.</summary>
    /// <param name="Host">Name or address; IPv6 without brackets.</param>
    /// <param name="Port">TCP port.</param>
    /// <param name="Tls">Whether the link is encrypted.</param>
    public sealed record Remote(string Host, int Port, bool Tls) : MqttServer;
}

/// <summary>The section <c>mqtt</c>.</summary>
public sealed record MqttSection
{
    /// <summary>The broker: <c>mqtt://host[:1883]</c>, <c>mqtts://host[:8883]</c>, or <c>embedded</c> with its <c>port</c>, 1883 unless told. Required.</summary>
    public required MqttServer Server { get; init; }

    /// <summary>Version of the protocol. Default 5.</summary>
    public MqttProtocol Version { get; init; }

    /// <summary>User name. Default none.</summary>
    public string? User { get; init; }

    /// <summary>Password. Default none.</summary>
    public Secret? Password { get; init; }

    /// <summary>File of the certificates that the broker's is checked against, PEM, full path. Default: the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>File of the client certificate, PEM, full path. Default none.</summary>
    public string? Cert { get; init; }

    /// <summary>File of the client certificate's key, PEM, full path. Default: the key stands in <see cref="Cert"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Client id, unique on the broker. Default <c>edgevl-&lt;site&gt;-&lt;device&gt;</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary>Topic under which everything is published. Default <c>edgevl/v1/&lt;site&gt;/&lt;device&gt;</c>.</summary>
    public required string Root { get; init; }

    /// <summary>Longest silence on the link, whole seconds, 2 s to 18 h. Default 30 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);
}
