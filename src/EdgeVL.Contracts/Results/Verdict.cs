using System.Text.Json.Serialization;

namespace EdgeVL.Contracts.Results;

/// <summary>Outcome of one reading, from the strongest to the weakest claim on a reader's attention.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Nothing valid was computed: unparsable answer, failed model, missed deadline.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>Nothing could be read, or what was read is not to be believed.</summary>
    [JsonStringEnumMemberName("no_read")]
    NoRead,

    /// <summary>Read with confidence, and against the recipe's rules.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,

    /// <summary>Read, with something a person should know.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Read with confidence and within every rule.</summary>
    [JsonStringEnumMemberName("accept")]
    Accept,
}
