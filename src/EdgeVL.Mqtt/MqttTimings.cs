namespace EdgeVL.Mqtt;

/// <summary>How long the link waits for what.</summary>
public sealed record MqttTimings
{
    /// <summary>From the first packet to the broker's answer. Default 10 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the oldest open acknowledgement; after it the link counts as lost. Default 15 s.</summary>
    public TimeSpan Acknowledge { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Before the first new attempt; doubled by each failure, and cut by up to half by chance. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest doubled wait. Default 60 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>At least this after a refusal that waiting does not mend, and between two probes of a denied topic. Default 60 s.</summary>
    public TimeSpan SettingsRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>At least this when another client seems to use the same id. Default 30 s.</summary>
    public TimeSpan TakenOverRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A link that ends sooner counts as one that never stood. Default 5 s.</summary>
    public TimeSpan ShortLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For sending what is left when a stop is asked for. Default 5 s.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);
}
