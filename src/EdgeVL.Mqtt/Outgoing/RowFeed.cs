using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Rows of the outbox on their way through one link: which may leave now, and what became of those that left.</summary>
internal sealed class RowFeed : IDisposable
{
    private readonly LinkParts parts;
    private readonly BrokerLimits limits;
    private readonly Troubles troubles;
    private readonly Dictionary<OutboxLane, SendingLane> lanes;
    private readonly List<Acknowledgement> settled = [];
    private readonly LaneGate storeGate;
    private Claimed last = Claimed.Nothing;
    private volatile bool added = true;
    private bool backlogFirst;

    /// <param name="parts">What outlives the link.</param>
    /// <param name="limits">What the broker allows.</param>
    /// <param name="troubles">Told what is wrong.</param>
    public RowFeed(LinkParts parts, BrokerLimits limits, Troubles troubles)
    {
        (this.parts, this.limits, this.troubles) = (parts, limits, troubles);
        storeGate = Gate();
        lanes = new Dictionary<OutboxLane, SendingLane>
        {
            [OutboxLane.Event] = new(Gate(), null),
            [OutboxLane.Live] = new(Gate(), null),
            [OutboxLane.Backlog] = new(Gate(), new TokenBucket(parts.Options.BacklogRate, limits.Window, parts.Time)),
        };
        parts.Outbox.Added += OnAdded;
    }

    /// <summary>Tells the store what is settled and claims as much as may leave, in one transaction.</summary>
    /// <param name="free">Places in the window.</param>
    public async Task<IReadOnlyList<OutboxMessage>> NextAsync(int free)
    {
        ClaimRequest wanted = Wanted(free);
        bool rowsWait = added || last.MoreEvents || last.MoreLive || last.MoreBacklog;
        if ((settled.Count == 0 && !(wanted.Total > 0 && rowsWait)) || storeGate.Wait > TimeSpan.Zero)
        {
            return [];
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
            return [];
        }

        settled.Clear();
        storeGate.Open(parts.Time.GetTimestamp());
        troubles.Mend("store");
        backlogFirst = !backlogFirst;
        foreach (OutboxMessage message in last.Messages)
        {
            lanes[message.Lane].Sent();
        }

        return last.Messages;
    }

    /// <summary>The broker has answered to a row.</summary>
    /// <returns>Whether it will not come again in this form.</returns>
    public bool Settle(OutboxMessage row, Landing landing)
    {
        AckOutcome outcome = Keep(row, landing.Code);
        LaneGate gate = lanes[row.Lane].Gate;
        if (outcome != AckOutcome.Declined)
        {
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
            troubles.Show(row.Lane.ToString(), parts.Options.Server, landing);
        }

        return outcome != AckOutcome.Declined;
    }

    /// <summary>Keeps what came before a break: each acknowledgement is a double less.</summary>
    public async Task KeepAsync(IReadOnlyList<Landing> landings)
    {
        foreach (Landing landing in landings)
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

    /// <summary>Until a row may leave, or the store may be asked again; <see cref="TimeSpan.MaxValue"/> when only an event can change that.</summary>
    /// <param name="free">Places in the window.</param>
    public TimeSpan Wait(int free)
    {
        if (storeGate.Wait > TimeSpan.Zero)
        {
            return storeGate.Wait;
        }

        return free == 0
            ? TimeSpan.MaxValue
            : lanes.Where(lane => last.More(lane.Key)).Select(static lane => lane.Value.Wait).DefaultIfEmpty(TimeSpan.MaxValue).Min();
    }

    /// <summary>Whether nothing is left that could leave within <paramref name="limit"/>.</summary>
    public bool IsEmpty(TimeSpan limit) =>
        settled.Count == 0 && !added && lanes.All(lane => !last.More(lane.Key) || lane.Value.Gate.Wait >= limit);

    public void Dispose() => parts.Outbox.Added -= OnAdded;

    private ClaimRequest Wanted(int free)
    {
        int events = Math.Min(free, lanes[OutboxLane.Event].Allows);
        int live = Math.Min(free, lanes[OutboxLane.Live].Allows);
        int backlog = Math.Min(free, lanes[OutboxLane.Backlog].Allows);
        return new ClaimRequest(events + live + backlog > 0 ? free : 0, events, live, backlog, backlogFirst, limits.Packet);
    }

    private AckOutcome Keep(OutboxMessage row, int code)
    {
        AckOutcome outcome = AckTable.Outcome(code);
        settled.Add(new Acknowledgement(row, outcome, code));
        parts.Counters.Settled(row, outcome);
        return outcome;
    }

    private LaneGate Gate() => new(parts.Options.Timings, parts.Time);

    private void OnAdded(object? sender, EventArgs e)
    {
        added = true;
        parts.Wake.Set();
    }
}
