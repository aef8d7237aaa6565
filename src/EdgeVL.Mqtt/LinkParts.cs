using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Outgoing;

namespace EdgeVL.Mqtt;

/// <summary>What outlives a link.</summary>
/// <param name="Options">The <c>mqtt</c> section.</param>
/// <param name="Presence">What is said about the device.</param>
/// <param name="Outbox">Messages on disk.</param>
/// <param name="Board">States to keep at the broker.</param>
/// <param name="Wake">Wakes the loop that sends.</param>
/// <param name="Counters">What is counted.</param>
/// <param name="Time">The clock.</param>
/// <param name="Report">Told what is wrong on a link that stands; null when nothing is.</param>
internal sealed record LinkParts(
    MqttOptions Options,
    Presence Presence,
    IOutbox Outbox,
    RetainedBoard Board,
    Wakeup Wake,
    LinkCounters Counters,
    TimeProvider Time,
    Action<FaultException?> Report
);
