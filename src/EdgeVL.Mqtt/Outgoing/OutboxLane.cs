namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Messages that keep their order among themselves, and among themselves only.</summary>
public enum OutboxLane
{
    /// <summary>Reports about the device; before all others.</summary>
    Event,

    /// <summary>Stored after this connect.</summary>
    Live,

    /// <summary>Stored before this connect; sent at a bounded rate beside the live lane.</summary>
    Backlog,
}
