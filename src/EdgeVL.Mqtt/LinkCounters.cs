using System.Diagnostics.Metrics;
using EdgeVL.Mqtt.Outgoing;

namespace EdgeVL.Mqtt;

/// <summary>What a link counts, for whoever listens to the meter <c>EdgeVL.Mqtt</c>.</summary>
public sealed class LinkCounters : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EdgeVL.Mqtt";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> acknowledged;
    private readonly Counter<long> resent;
    private readonly Counter<long> turnedDown;
    private readonly Counter<long> connects;
    private readonly Counter<long> breaks;

    internal LinkCounters()
    {
        acknowledged = meter.CreateCounter<long>("edgevl_mqtt_acknowledged", null, "Stored messages that the broker has acknowledged");
        resent = meter.CreateCounter<long>("edgevl_mqtt_resent", null, "Acknowledged messages that were marked as possible doubles");
        turnedDown = meter.CreateCounter<long>("edgevl_mqtt_turned_down", null, "Stored messages that the broker declined or refused");
        connects = meter.CreateCounter<long>("edgevl_mqtt_connects", null, "Connects that the broker has accepted");
        breaks = meter.CreateCounter<long>("edgevl_mqtt_breaks", null, "Attempts that failed and links that broke");
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal void Settled(OutboxMessage message, AckOutcome outcome)
    {
        if (outcome is AckOutcome.Declined or AckOutcome.Refused)
        {
            turnedDown.Add(1);
            return;
        }

        acknowledged.Add(1);
        if (message.Resend)
        {
            resent.Add(1);
        }
    }

    internal void Connected() => connects.Add(1);

    internal void Broke() => breaks.Add(1);
}
