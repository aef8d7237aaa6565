namespace EdgeVL.Mqtt.Outgoing;

/// <summary>States that the broker is to keep, newest value only; all of them are announced on every connect, for a broker may have lost its own.</summary>
/// <param name="time">The clock; its monotonic side alone is used.</param>
internal sealed class RetainedBoard(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<RetainedState> states = [];
    private readonly Dictionary<string, RetainedState> byTopic = [];

    /// <summary>Until the next value may be announced; zero when one may now, <see cref="TimeSpan.MaxValue"/> when there is none.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (gate)
            {
                return states.Where(static state => state.IsDue).Select(state => state.Wait(time)).DefaultIfEmpty(TimeSpan.MaxValue).Min();
            }
        }
    }

    /// <summary>Sets the value of a topic. Any thread.</summary>
    public void Put(string topic, ReadOnlyMemory<byte> payload, string schema)
    {
        lock (gate)
        {
            if (!byTopic.TryGetValue(topic, out RetainedState? state))
            {
                states.Add(state = new RetainedState(topic));
                byTopic.Add(topic, state);
            }

            (state.Payload, state.Schema) = (payload, schema);
            state.Renew();
        }
    }

    /// <summary>A new link begins: nothing is announced on it yet.</summary>
    public void Forget()
    {
        lock (gate)
        {
            foreach (RetainedState state in states)
            {
                state.InFlight = false;
                state.Renew();
            }
        }
    }

    /// <summary>The next value to announce, in the order in which topics came; null when there is none. One a topic is in flight at a time.</summary>
    public RetainedValue? Next()
    {
        lock (gate)
        {
            RetainedState? next = states.Find(state => state.IsDue && state.Wait(time) == TimeSpan.Zero);
            if (next is null)
            {
                return null;
            }

            (next.Announced, next.InFlight) = (true, true);
            return new RetainedValue(next.Topic, next.Payload, next.Schema);
        }
    }

    /// <summary>The broker has answered to a value of <paramref name="topic"/>.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="again">When to try again a value that it did not take; null when it did.</param>
    public void Settle(string topic, TimeSpan? again)
    {
        lock (gate)
        {
            if (byTopic.TryGetValue(topic, out RetainedState? state))
            {
                state.InFlight = false;
                if (again is TimeSpan wait && state.Announced)
                {
                    state.Postpone(wait, time);
                }
            }
        }
    }

    private sealed class RetainedState(string topic)
    {
        private TimeSpan held;
        private long heldSince;

        public string Topic { get; } = topic;

        public ReadOnlyMemory<byte> Payload { get; set; }

        public string Schema { get; set; } = "";

        public bool Announced { get; set; }

        public bool InFlight { get; set; }

        public bool IsDue => !Announced && !InFlight;

        public void Renew() => (Announced, held) = (false, TimeSpan.Zero);

        public void Postpone(TimeSpan wait, TimeProvider time) => (Announced, held, heldSince) = (false, wait, time.GetTimestamp());

        public TimeSpan Wait(TimeProvider time)
        {
            TimeSpan left = held == TimeSpan.Zero ? held : held - time.GetElapsedTime(heldSince);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}

/// <summary>One value of a topic.</summary>
internal readonly record struct RetainedValue(string Topic, ReadOnlyMemory<byte> Payload, string Schema);
