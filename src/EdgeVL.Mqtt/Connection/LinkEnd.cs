using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Connection;

/// <summary>How long to wait after an attempt or a link ended.</summary>
internal enum RetryPace
{
    /// <summary>Backed off: what failed may mend itself.</summary>
    BackOff,

    /// <summary>Slowly: somebody has to change a setting.</summary>
    Settings,

    /// <summary>Slowly: another client of the same id throws this one out, and is thrown out in turn.</summary>
    TakenOver,
}

/// <summary>Why an attempt or a link ended.</summary>
/// <param name="Fault">The fault that people are shown.</param>
/// <param name="Pace">How long to wait.</param>
/// <param name="Code">Reason code of a DISCONNECT or CONNACK; 0 where there was none.</param>
/// <param name="Closed">Whether the other side closed the connection without a word.</param>
internal sealed record LinkEnd(FaultException Fault, RetryPace Pace, int Code = 0, bool Closed = false)
{
    /// <summary>How long the link stood; zero where the broker never accepted the client.</summary>
    public TimeSpan Lived { get; init; }
}
