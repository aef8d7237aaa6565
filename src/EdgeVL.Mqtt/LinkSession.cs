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
    private readonly Dictionary<OutboxLane, SendingLane> lanes;
    private readonly List<Acknowledgement> settled = [];
    private readonly LaneGate storeGate;
    private Claimed last = Claimed.Nothing;
    private volatile bool added = true;
    private bool backlogFirst;

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
        storeGate = Gate();
        lanes = new Dictionary<OutboxLane, SendingLane>
        {
            [OutboxLane.Event] = new(Gate(), null),
            [OutboxLane.Live] = new(Gate(), null),
            [OutboxLane.Backlog] = new(Gate(), new TokenBucket(parts.Options.BacklogRate, limits.Window, parts.Time)),
        };
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

    private bool RowsWait => added || last.MoreEvents || last.MoreLive || last.MoreBacklog;

    /// <summary>Nothing is left that could leave within the drain limit, and nothing to learn.</summary>
    private bool IsDrained =>
        Announced
        && flights.Count == 0
        && settled.Count == 0
        && !added
        && lanes.All(lane => !last.More(lane.Key) || lane.Value.Gate.Wait >= parts.Options.Timings.Drain)
        && parts.Board.Wait > TimeSpan.Zero;

    /// <summary>Sends until <paramref name="stop"/>, then what is left within the drain limit, then says goodbye.</summary>
    /// <exception cref="Exception">The link broke: any type; <see cref="LinkLife.Cause"/> may know more.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await using CancellationTokenRegistration onStop = stop.Register(parts.Wake.Set);
        parts.Outbox.Added += OnAdded;
        try
        {
            parts.Board.Forget();
            flights.Send(Retained(parts.Presence.Topic, parts.Presence.Online(), parts.Presence.Schema), null);
            await SendAllAsync(stop);
            await FarewellAsync();
        }
        finally
        {
            parts.Outbox.Added -= OnAdded;
            await KeepAcknowledgementsAsync();
        }
    }

    private async Task SendAllAsync(CancellationToken stop)
    {
        TimeSpan drain = parts.Options.Timings.Drain;
        long? stopAt = null;
        while (true)
        {
            await SettleAsync();
            if (Announced)
            {
                AnnounceStates();
                await ExchangeAsync();
            }

            if (stop.IsCancellationRequested)
            {
                stopAt ??= parts.Time.GetTimestamp();
                if (IsDrained || parts.Time.GetElapsedTime(stopAt.Value) >= drain)
                {
                    return;
                }
            }

            TimeSpan drainLeft = stopAt is long at ? drain - parts.Time.GetElapsedTime(at) : TimeSpan.MaxValue;
            await parts.Wake.WaitAsync(Earliest(NextLook(), drainLeft), life.Token);
        }
    }

    private async Task SettleAsync()
    {
        foreach (Landing landing in await flights.LandAsync())
        {
            Settle(landing);
        }

        // A message that stays unacknowledged is not sent again on a link that stands [MQTT-4.4.0-1]: the link goes.
        TimeSpan limit = parts.Options.Timings.Acknowledge;
        if (flights.OldestAge >= limit)
        {
            life.End(LinkLoss.Silent(parts.Options, "no acknowledgement", limit));
            life.Token.ThrowIfCancellationRequested();
        }
    }

    private void Settle(Landing landing)
    {
        if (landing.Flight.Row is not { } row)
        {
            Announced = true;
            parts.Board.Settle(landing.Flight.Topic, landing.Code < 0x80 ? null : parts.Options.Timings.SettingsRetry);
            ShowOutcome(landing.Flight.Topic, landing);
            return;
        }

        AckOutcome outcome = Keep(row, landing.Code);
        LaneGate gate = lanes[row.Lane].Gate;
        if (outcome != AckOutcome.Declined)
        {
            Careful = false;
            gate.Open(landing.Flight.At);
        }
        else if (landing.Code == AckTable.NotAuthorized)
        {
            gate.Hold();
        }
        else
        {
            gate.Pause();
        }

        // While a lane is held, a late yes to an older message does not mend it.
        if (outcome == AckOutcome.Declined || gate.Allows == int.MaxValue)
        {
            ShowOutcome(row.Lane.ToString(), landing);
        }
    }

    private AckOutcome Keep(OutboxMessage row, int code)
    {
        AckOutcome outcome = AckTable.Outcome(code);
        settled.Add(new Acknowledgement(row, outcome, code));
        parts.Counters.Settled(row, outcome);
        return outcome;
    }

    private void ShowOutcome(string thing, Landing landing)
    {
        if (landing.Code < 0x80)
        {
            troubles.Mend(thing);
            return;
        }

        troubles.Add(thing, AckTable.Fault(parts.Options.Server, landing));
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

    /// <summary>Tells the store what is settled and asks for as much as may leave, in one transaction.</summary>
    private async Task ExchangeAsync()
    {
        ClaimRequest wanted = Wanted();
        if ((settled.Count == 0 && !(wanted.Total > 0 && RowsWait)) || storeGate.Wait > TimeSpan.Zero)
        {
            return;
        }

        if (wanted.Total > 0)
        {
            added = false; // before the look: what is added during it is seen by the next one
        }

        storeGate.Sent();
        try
        {
            last = await parts.Outbox.ExchangeAsync(settled, wanted);
        }
        catch (FaultException fault)
        {
            // The link stands; what is settled is told again. Without a store there is nothing to send either.
            added = true;
            storeGate.Pause();
            troubles.Add("store", fault);
            return;
        }

        settled.Clear();
        storeGate.Open(parts.Time.GetTimestamp());
        troubles.Mend("store");
        backlogFirst = !backlogFirst;
        foreach (OutboxMessage message in last.Messages)
        {
            lanes[message.Lane].Sent();
            flights.Send(PublishForm.Of(message, limits.Version), message);
        }
    }

    private ClaimRequest Wanted()
    {
        int free = Free;
        int events = Math.Min(free, lanes[OutboxLane.Event].Allows);
        int live = Math.Min(free, lanes[OutboxLane.Live].Allows);
        int backlog = Math.Min(free, lanes[OutboxLane.Backlog].Allows);
        return new ClaimRequest(events + live + backlog > 0 ? free : 0, events, live, backlog, backlogFirst, limits.Packet);
    }

    /// <summary>When to look again though nothing has happened.</summary>
    private TimeSpan NextLook()
    {
        TimeSpan next = flights.Count > 0 ? parts.Options.Timings.Acknowledge - flights.OldestAge : TimeSpan.MaxValue;
        if (storeGate.Wait > TimeSpan.Zero)
        {
            return Earliest(next, storeGate.Wait);
        }

        if (Free > 0)
        {
            next = Earliest(next, parts.Board.Wait);
            foreach ((OutboxLane lane, SendingLane sending) in lanes)
            {
                next = last.More(lane) ? Earliest(next, sending.Wait) : next;
            }
        }

        return next;
    }

    private async Task FarewellAsync()
    {
        using var late = new CancellationTokenSource(parts.Options.Timings.Drain, parts.Time);
        MqttApplicationMessage stopped = Retained(parts.Presence.Topic, parts.Presence.Stopped(), parts.Presence.Schema);
        await client.PublishAsync(stopped, life.Token).WaitAsync(late.Token);
        await client.DisconnectAsync(new MqttClientDisconnectOptions(), late.Token);
    }

    /// <summary>An acknowledgement that came before the break is worth keeping: each is a double less.</summary>
    private async Task KeepAcknowledgementsAsync()
    {
        foreach (Landing landing in await flights.LandWhatIsWellAsync())
        {
            if (landing.Flight.Row is { } row)
            {
                Keep(row, landing.Code);
            }
        }

        if (settled.Count == 0)
        {
            return;
        }

        try
        {
            await parts.Outbox.ExchangeAsync(settled, ClaimRequest.Nothing);
        }
        catch (FaultException fault)
        {
            parts.Report(fault); // They are sent again, marked as possible doubles.
        }
    }

    private static TimeSpan Earliest(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private MqttApplicationMessage Retained(string topic, ReadOnlyMemory<byte> payload, string schema) =>
        PublishForm.Retained(topic, payload, schema, limits);

    private LaneGate Gate() => new(parts.Options.Timings, parts.Time);

    private void OnAdded(object? sender, EventArgs e)
    {
        added = true;
        parts.Wake.Set();
    }
}
