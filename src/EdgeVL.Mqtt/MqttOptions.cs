namespace EdgeVL.Mqtt;

/// <summary>The <c>mqtt</c> section: which broker, and how to speak to it.</summary>
public sealed record MqttOptions
{
    /// <summary>Where the broker listens. Required.</summary>
    public required BrokerAddress Server { get; init; }

    /// <summary>Name of this client, unique at the broker; a second client of this name throws the first one out. Required.</summary>
    public required string ClientId { get; init; }

    /// <summary>Version of the protocol. Default 5.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>User name. Default: none.</summary>
    public string? User { get; init; }

    /// <summary>Password; needs <see cref="User"/>. Default: none.</summary>
    public string? Password { get; init; }

    /// <summary>Certificates; used by <c>mqtts://</c> alone.</summary>
    public MqttTlsOptions Tls { get; init; } = new();

    /// <summary>A silent link is found within this, 2 s to 18 h, whole seconds. Default 30 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages on their way without an acknowledgement, 1 to 1000; the broker may ask for fewer. Default 16.</summary>
    public int Window { get; init; } = 16;

    /// <summary>Messages a second of a backlog, 1 to 100,000: a broker drops what a slow subscriber does not take. Default 50.</summary>
    public int BacklogRate { get; init; } = 50;

    /// <summary>How long the link waits for what.</summary>
    public MqttTimings Timings { get; init; } = new();

    /// <summary>Address and client id; no secret.</summary>
    public override string ToString() => $"{Server} as {ClientId}";
}
