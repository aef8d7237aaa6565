using System.Globalization;
using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Connection;
using EdgeVL.Mqtt.Outgoing;
using MQTTnet;
using MQTTnet.Exceptions;

namespace EdgeVL.Mqtt;

/// <summary>Sends over one standing link until it breaks or a stop is asked for.</summary>
/// <remarks>
/// One loop sends all, so that the order of calls is the order on the wire: first that the device is online, and once that is
/// acknowledged the retained states, events, live messages and the backlog, within the broker's window.
/// </remarks>
internal sealed class LinkSession
{
    private readonly LinkParts parts;
    private readonly IMqttClient client;
    private readonly BrokerLimits limits;
    private readonly LinkLife life;
    private readonly Troubles troubles;
    private readonly FlightWindow flights;

    /// <param name="parts">What outlives the link.</param>
    /// <param name="client">A client that is connected.</param>
    /// <param name="limits">What the broker allows.</param>
    /// <param name="life">Ended when the link breaks.</param>
    /// <param name="careful">Whether to send one row alone until the broker has taken one: the last link broke at a row.</param>
    public LinkSession(LinkParts parts, IMqttClient client, BrokerLimits limits, LinkLife life, bool careful)
    {
        (this.parts, this.client, this.limits, this.life) = (parts, client, limits, life);
        Careful = careful;
        troubles = new Troubles(parts.Report);
        flights = new FlightWindow(client, life, parts.Wake, parts.Time);
    }

    /// <summary>Whether the broker has answered that the device is online.</summary>
    public bool Announced { get; private set; }

    /// <summary>Whether one row travels alone.</summary>
    public bool Careful { get; private set; }

    /// <summary>The oldest row without an acknowledgement.</summary>
    public OutboxMessage? FirstOpenRow => flights.FirstOpenRow;

    /// <summary>The broker's DISCONNECT as the open messages got it: the one place where MQTTnet shows all of it.</summary>
    public MqttClientUnexpectedDisconnectReceivedException? BrokersWord => flights.BrokersWord;

    private int Free => Math.Max(0, (Careful ? 1 : limits.Window) - flights.Count);

    /// <summary>Sends until <paramref name="stop"/>, then what is left within the drain limit, then says goodbye.</summary>
    /// <exception cref="Exception">The link broke: any type; <see cref="LinkLife.Cause"/> may know more.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await using CancellationTokenRegistration onStop = stop.Register(parts.Wake.Set);
        using var rows = new RowFeed(parts, limits, troubles);
        try
        {
            parts.Board.Forget();
            flights.Send(Retained(parts.Presence.Topic, parts.Presence.Online(), parts.Presence.Schema), null);
            await SendAllAsync(rows, stop);
            await FarewellAsync();
        }
        finally
        {
            await rows.KeepAsync(await flights.LandWhatIsWellAsync());
        }
    }

    private async Task SendAllAsync(RowFeed rows, CancellationToken stop)
    {
        TimeSpan drain = parts.Options.Timings.Drain;
        long? stopAt = null;
        while (true)
        {
            await SettleAsync(rows);
            if (Announced)
            {
                AnnounceStates();
                foreach (OutboxMessage message in await rows.NextAsync(Free))
                {
                    flights.Send(PublishForm.Of(message, limits.Version), message);
                }
            }

            if (stop.IsCancellationRequested)
            {
                stopAt ??= parts.Time.GetTimestamp();
                if (IsDrained(rows) || parts.Time.GetElapsedTime(stopAt.Value) >= drain)
                {
                    return;
                }
            }

            TimeSpan drainLeft = stopAt is long at ? drain - parts.Time.GetElapsedTime(at) : TimeSpan.MaxValue;
            await parts.Wake.WaitAsync(Earliest(drainLeft, NextLook(rows)), life.Token);
        }
    }

    /// <summary>Nothing is left to send or to learn; a state that the broker turned down is not waited for.</summary>
    private bool IsDrained(RowFeed rows) =>
        Announced && flights.Count == 0 && rows.IsEmpty(parts.Options.Timings.Drain) && parts.Board.Wait > TimeSpan.Zero;

    private async Task SettleAsync(RowFeed rows)
    {
        foreach (Landing landing in await flights.LandAsync())
        {
            if (landing.Flight.Row is { } row)
            {
                Careful &= !rows.Settle(row, landing);
                continue;
            }

            Announced = true;
            parts.Board.Settle(landing.Flight.Topic, landing.Code < 0x80 ? null : parts.Options.Timings.SettingsRetry);
            troubles.Show(landing.Flight.Topic, parts.Options.Server, landing);
        }

        // A message that stays unacknowledged is not sent again on a link that stands [MQTT-4.4.0-1]: the link goes.
        TimeSpan limit = parts.Options.Timings.Acknowledge;
        if (flights.OldestAge >= limit)
        {
            life.End(LinkLoss.Silent(parts.Options, "no acknowledgement", limit));
            life.Token.ThrowIfCancellationRequested();
        }
    }

    private void AnnounceStates()
    {
        while (Free > 0 && parts.Board.Next() is { } value)
        {
            MqttApplicationMessage form = Retained(value.Topic, value.Payload, value.Schema);
            long size = PacketSize.Of(form, limits.Version);
            if (size <= limits.Packet.Maximum)
            {
                flights.Send(form, null);
                continue;
            }

            parts.Board.Settle(value.Topic, null);
            string message = string.Create(
                CultureInfo.InvariantCulture,
                $"'{value.Topic}' is not announced: {size} bytes, the broker takes {limits.Packet.Maximum}."
            );
            troubles.Add(
                value.Topic,
                new FaultException(FaultCode.BrokerRefused, message, "Raise the broker's limit on the size of packets.")
            );
        }
    }

    /// <summary>When to look again though nothing has happened.</summary>
    private TimeSpan NextLook(RowFeed rows)
    {
        TimeSpan states = Free > 0 ? parts.Board.Wait : TimeSpan.MaxValue;
        TimeSpan acknowledgement = flights.Count > 0 ? parts.Options.Timings.Acknowledge - flights.OldestAge : TimeSpan.MaxValue;
        return Earliest(acknowledgement, Earliest(states, rows.Wait(Free)));
    }

    private async Task FarewellAsync()
    {
        using var late = new CancellationTokenSource(parts.Options.Timings.Drain, parts.Time);
        MqttApplicationMessage stopped = Retained(parts.Presence.Topic, parts.Presence.Stopped(), parts.Presence.Schema);
        await client.PublishAsync(stopped, life.Token).WaitAsync(late.Token);
        await client.DisconnectAsync(new MqttClientDisconnectOptions(), late.Token);
    }

    private static TimeSpan Earliest(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private MqttApplicationMessage Retained(string topic, ReadOnlyMemory<byte> payload, string schema) =>
        PublishForm.Retained(topic, payload, schema, limits);
}
