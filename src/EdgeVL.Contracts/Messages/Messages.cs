using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Contracts.Messages;

/// <summary>Payload of <c>…/status</c>: retained, and the will.</summary>
/// <param name="Status"><c>online</c>, <c>offline</c> (the will) or <c>stopped</c> (a clean end).</param>
/// <param name="Version">Version of the program.</param>
/// <param name="BootId">The kernel's boot id.</param>
/// <param name="Time">When it was said, UTC; absent in the will, which is written in advance.</param>
public sealed record DeviceStatus(string Status, string Version, string? BootId, DateTimeOffset? Time)
{
    /// <summary>Name and version of this form.</summary>
    public string Schema { get; init; } = "edgevl/status/1";
}

/// <summary>Payload of <c>…/&lt;camera&gt;/status</c>: retained.</summary>
/// <param name="Status"><c>online</c>, <c>degraded</c>, <c>stale</c>, <c>offline</c> or <c>disabled</c>.</param>
/// <param name="Reason">Why, in words; null when online.</param>
/// <param name="Time">When it changed, UTC.</param>
public sealed record CameraStatus(string Status, string? Reason, DateTimeOffset Time)
{
    /// <summary>Name and version of this form.</summary>
    public string Schema { get; init; } = "edgevl/camera-status/1";
}

/// <summary>Payload of <c>…/&lt;camera&gt;/last/&lt;recipe&gt;</c>: retained, lean.</summary>
/// <param name="Value">What was read: a value, a list of texts or labels, or null.</param>
/// <param name="Verdict">The outcome.</param>
/// <param name="Time">When the frame was taken, UTC.</param>
/// <param name="Seq">Number of the full result.</param>
public sealed record LastReading(JsonNode? Value, Verdict Verdict, DateTimeOffset Time, long Seq)
{
    /// <summary>Name and version of this form.</summary>
    public string Schema { get; init; } = "edgevl/last/1";
}

/// <summary>Payload of <c>…/event</c>: something changed that a subscriber may want to know.</summary>
/// <param name="Kind">Machine-readable kind, such as <c>gap</c>, <c>backlog_begin</c>, <c>backlog_end</c>.</param>
/// <param name="Text">The same for people.</param>
/// <param name="Time">When, UTC.</param>
public sealed record DeviceEvent(string Kind, string Text, DateTimeOffset Time)
{
    /// <summary>Name and version of this form.</summary>
    public string Schema { get; init; } = "edgevl/event/1";

    /// <summary>First number of the results concerned.</summary>
    public long? From { get; init; }

    /// <summary>Last number of the results concerned.</summary>
    public long? To { get; init; }

    /// <summary>The camera concerned.</summary>
    public string? Camera { get; init; }
}
