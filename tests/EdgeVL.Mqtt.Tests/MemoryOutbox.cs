using System.Globalization;
using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Outgoing;

namespace EdgeVL.Mqtt.Tests;

/// <summary>An outbox without a disk, for tests of the link alone.</summary>
internal sealed class MemoryOutbox : IOutbox
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, Row> rows = [];
    private readonly List<Acknowledgement> settledRows = [];
    private long seq;
    private long boundary;

    public event EventHandler? Added;

    /// <summary>Settled rows so far. Acknowledgements of one window may be seen in another order than they came in.</summary>
    public IReadOnlyList<Acknowledgement> Settled
    {
        get
        {
            lock (gate)
            {
                return [.. settledRows];
            }
        }
    }

    /// <summary>What the next exchange throws.</summary>
    public FaultException? Fault { get; set; }

    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return rows.Count;
            }
        }
    }

    public static string TopicOf(long seq) => seq % 2 == 0 ? "t/even" : "t/odd";

    public void Add(int count, int payload = 20)
    {
        lock (gate)
        {
            for (int i = 0; i < count; i++)
            {
                seq++;
                string text = string.Create(CultureInfo.InvariantCulture, $"{{\"seq\":{seq}}}");
                rows.Add(seq, new Row { Payload = Encoding.UTF8.GetBytes(text.PadRight(payload)) });
            }
        }

        Added?.Invoke(this, EventArgs.Empty);
    }

    public Task ReleaseAsync()
    {
        lock (gate)
        {
            boundary = seq;
            foreach (Row row in rows.Values.Where(static row => row.Flight))
            {
                (row.Flight, row.Doubt) = (false, true);
            }
        }

        return Task.CompletedTask;
    }

    public Task<Claimed> ExchangeAsync(IReadOnlyList<Acknowledgement> settled, ClaimRequest wanted)
    {
        lock (gate)
        {
            if (Fault is { } fault)
            {
                Fault = null;
                return Task.FromException<Claimed>(fault);
            }

            foreach (Acknowledgement one in settled)
            {
                settledRows.Add(one);
                Settle(one);
            }

            List<OutboxMessage> claimed = [];
            Claim(OutboxLane.Backlog, wanted.BacklogFirst ? Math.Min(1, wanted.Backlog) : 0, wanted, claimed);
            Claim(OutboxLane.Live, wanted.Live, wanted, claimed);
            Claim(OutboxLane.Backlog, wanted.Backlog, wanted, claimed);
            return Task.FromResult(new Claimed(claimed, false, Open(OutboxLane.Live).Any(), Open(OutboxLane.Backlog).Any()));
        }
    }

    private void Settle(Acknowledgement one)
    {
        switch (one.Outcome)
        {
            case AckOutcome.Declined:
                rows[one.Message.Key].Flight = false;
                break;
            case AckOutcome.Refused when !one.Message.Lean:
                (rows[one.Message.Key].Flight, rows[one.Message.Key].Lean) = (false, true);
                break;
            default:
                rows.Remove(one.Message.Key);
                break;
        }
    }

    private void Claim(OutboxLane lane, int count, ClaimRequest wanted, List<OutboxMessage> claimed)
    {
        foreach ((long key, Row row) in Open(lane).Take(Math.Max(0, Math.Min(count, wanted.Total - claimed.Count))).ToArray())
        {
            row.Flight = true;
            claimed.Add(
                new OutboxMessage
                {
                    Lane = lane,
                    Key = key,
                    Topic = TopicOf(key),
                    Payload = row.Lean ? row.Payload.AsMemory(0, 10) : row.Payload,
                    Lean = row.Lean,
                    Schema = "test/1",
                    Seq = key,
                    Resend = row.Doubt,
                }
            );
        }
    }

    private IEnumerable<KeyValuePair<long, Row>> Open(OutboxLane lane) =>
        rows.Where(row => !row.Value.Flight && row.Key > boundary == (lane == OutboxLane.Live));

    private sealed class Row
    {
        public required byte[] Payload { get; init; }

        public bool Flight { get; set; }

        public bool Doubt { get; set; }

        public bool Lean { get; set; }
    }
}
