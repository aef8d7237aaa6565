using System.Text.Json.Serialization;

namespace EdgeVL.Daemon.Store;

/// <summary>How far a stored result has come. The numbers stand in the database.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Delivery>))]
public enum Delivery
{
    /// <summary>Waits for the broker's acknowledgement.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting = 0,

    /// <summary>The broker has it.</summary>
    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged = 1,

    /// <summary>The broker has it, and nobody subscribed to it.</summary>
    [JsonStringEnumMemberName("unheard")]
    Unheard = 2,

    /// <summary>The broker has it without its details: the whole was too large or not to its liking.</summary>
    [JsonStringEnumMemberName("lean")]
    Lean = 3,

    /// <summary>The broker takes it in no form.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused = 4,

    /// <summary>No broker is configured.</summary>
    [JsonStringEnumMemberName("local")]
    Local = 5,
}
