using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Store;
using EdgeVL.Mqtt.Outgoing;

namespace EdgeVL.Daemon.Publishing;

/// <summary>The store's results and events as the link sends them: claims rows in order, marks acknowledgements, announces a backlog's begin and end.</summary>
/// <param name="store">The store.</param>
/// <param name="topics">Names of the topics.</param>
/// <param name="last">Told what the broker has.</param>
/// <param name="time">The clock.</param>
internal sealed class Outbox(ResultStore store, TopicNames topics, LastReadings last, TimeProvider time) : IOutbox
{
    private const string EventSchema = "edgevl/event/1";

    // The last number that was stored when this link began: up to it is backlog, above it is live. Used on the store's thread.
    private long boundary;

    public event EventHandler? Added
    {
        add => store.Added += value;
        remove => store.Added -= value;
    }

    public Task ReleaseAsync() => store.DoAsync(Release);

    public async Task<Claimed> ExchangeAsync(IReadOnlyList<Acknowledgement> settled, ClaimRequest wanted)
    {
        Claimed claimed = await store.DoAsync(database => Exchange(database, settled, wanted));
        foreach (Acknowledgement one in settled)
        {
            if (one is { Message.Seq: long seq, Outcome: AckOutcome.Accepted or AckOutcome.Unheard })
            {
                last.Acknowledged(one.Message.Payload, seq, one.Message.Topic, one.Message.Lane == OutboxLane.Backlog);
            }
        }

        if (!claimed.MoreBacklog)
        {
            last.EndBacklog();
        }

        return claimed;
    }

    private bool Release(StoreDatabase database)
    {
        database.Outbox.Release();
        database.Events.Release();
        boundary = database.Meta.Seq;
        if (database.Outbox.First is not long first || database.Outbox.Last is not long to)
        {
            EndBacklogIfDone(database);
            return true;
        }

        database.Events.Forget(StoreEvents.BacklogBegin); // of an earlier link: this one reaches further
        database.Events.Add(StoreEvents.BeginBacklog(first, to, time.GetUtcNow()));
        database.Meta.Backlog = (first, to);
        return true;
    }

    private Claimed Exchange(StoreDatabase database, IReadOnlyList<Acknowledgement> settled, ClaimRequest wanted)
    {
        foreach (Acknowledgement one in settled)
        {
            if (one.Message.Lane == OutboxLane.Event)
            {
                SettleEvent(database, one);
            }
            else
            {
                SettleResult(database, one);
            }
        }

        List<OutboxMessage> claimed = [];
        EndBacklogIfDone(database);
        ClaimEvents(database, wanted, claimed);
        ClaimResults(database, wanted, OutboxLane.Backlog, wanted.BacklogFirst ? Math.Min(1, wanted.Backlog) : 0, claimed);
        ClaimResults(database, wanted, OutboxLane.Live, wanted.Live, claimed);
        ClaimResults(
            database,
            wanted,
            OutboxLane.Backlog,
            wanted.Backlog - claimed.Count(static message => message.Lane == OutboxLane.Backlog),
            claimed
        );
        return new Claimed(
            claimed,
            database.Events.Any,
            database.Outbox.AnyWaiting(boundary, live: true),
            database.Outbox.AnyWaiting(boundary, live: false)
        );
    }

    private static void SettleEvent(StoreDatabase database, Acknowledgement one)
    {
        if (one.Outcome == AckOutcome.Declined)
        {
            database.Events.Land(one.Message.Key);
        }
        else
        {
            database.Events.Delete(one.Message.Key);
        }
    }

    private void SettleResult(StoreDatabase database, Acknowledgement one)
    {
        long seq = one.Message.Key;
        switch (one.Outcome)
        {
            case AckOutcome.Declined:
                database.Outbox.Land(seq);
                break;
            case AckOutcome.Refused when !one.Message.Lean:
                database.Outbox.Refuse(seq, one.Code);
                break;
            case AckOutcome.Refused:
                GiveUp(database, seq, $"refused by the broker (0x{one.Code:X2})");
                break;
            default:
                Accept(database, one, seq);
                break;
        }
    }

    private void Accept(StoreDatabase database, Acknowledgement one, long seq)
    {
        bool heard = one.Outcome == AckOutcome.Accepted;
        database.Outbox.Delete(seq);
        database.Results.Settle(
            seq,
            one.Message.Lean ? Delivery.Lean
                : heard ? Delivery.Acknowledged
                : Delivery.Unheard
        );
        database.Results.NameNewest(seq);
        if (!heard)
        {
            database.Results.Miss(seq);
        }
        else if (database.Results.Hear(seq) is var (camera, recipe, from, to))
        {
            database.Events.Add(StoreEvents.Unheard(camera, recipe, from, to, time.GetUtcNow()));
        }
    }

    private void EndBacklogIfDone(StoreDatabase database)
    {
        if (database.Meta.Backlog is var (from, to) && !database.Outbox.AnyOpen(to))
        {
            database.Events.Add(StoreEvents.EndBacklog(from, to, time.GetUtcNow()));
            database.Meta.Backlog = null;
        }
    }

    private void ClaimEvents(StoreDatabase database, ClaimRequest wanted, List<OutboxMessage> claimed)
    {
        foreach ((long key, bool doubt, byte[] json) in database.Events.Waiting(Math.Min(wanted.Events, wanted.Total)))
        {
            var message = new OutboxMessage
            {
                Lane = OutboxLane.Event,
                Key = key,
                Topic = topics.Event,
                Payload = json,
                Schema = EventSchema,
                Resend = doubt,
            };
            if (wanted.Limit.Allows(message))
            {
                database.Events.Fly(key);
                claimed.Add(message);
            }
            else
            {
                database.Events.Delete(key); // An event of a few hundred bytes: such a broker takes nothing at all.
            }
        }
    }

    private void ClaimResults(StoreDatabase database, ClaimRequest wanted, OutboxLane lane, int count, List<OutboxMessage> claimed)
    {
        count = Math.Min(count, wanted.Total - claimed.Count);
        if (count <= 0)
        {
            return;
        }

        foreach (OutboxRow row in database.Outbox.Waiting(boundary, lane == OutboxLane.Live, count))
        {
            if (Form(database, row, lane, wanted.Limit) is { } message)
            {
                database.Outbox.Fly(row.Seq);
                claimed.Add(message);
            }
        }
    }

    /// <summary>A row as the broker takes it: whole, or lean; null when it takes it in neither form.</summary>
    private OutboxMessage? Form(StoreDatabase database, OutboxRow row, OutboxLane lane, PacketLimit limit)
    {
        var message = new OutboxMessage
        {
            Lane = lane,
            Key = row.Seq,
            Topic = topics.Result(row.Camera, row.Recipe),
            Payload = row.Json,
            Schema = Result.SchemaName,
            Seq = row.Seq,
            Resend = row.Doubt,
        };
        bool whole = row.Refusal < 0;
        if (whole && limit.Allows(message))
        {
            return message;
        }

        message = message with { Payload = LeanResult.Of(row.Json, whole ? 0 : row.Refusal, limit.Maximum), Lean = true };
        if (limit.Allows(message))
        {
            return message;
        }

        GiveUp(database, row.Seq, "too large for the broker");
        return null;
    }

    /// <summary>One row never blocks the others: it stays in the store, and a report says that it does not come.</summary>
    private void GiveUp(StoreDatabase database, long seq, string cause)
    {
        database.Outbox.Delete(seq);
        database.Results.Settle(seq, Delivery.Refused);
        database.Events.AddGap(seq, seq, cause, time.GetUtcNow());
    }
}
