using EdgeVL.Mqtt.Connection;
using MQTTnet;
using MQTTnet.Exceptions;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Messages that left over one link and have no acknowledgement yet, in the order of their leaving.</summary>
/// <param name="client">A client that is connected.</param>
/// <param name="life">Ends with the link: only then may a call of the client be cancelled, for its stream is corrupt afterwards.</param>
/// <param name="wake">Set at each acknowledgement.</param>
/// <param name="time">The clock; its monotonic side alone is used.</param>
internal sealed class FlightWindow(IMqttClient client, LinkLife life, Wakeup wake, TimeProvider time)
{
    private readonly List<Flight> open = [];
    private Flight? oldest;
    private long oldestSince;

    /// <summary>How many are on their way.</summary>
    public int Count => open.Count;

    /// <summary>The oldest row without an acknowledgement.</summary>
    public OutboxMessage? FirstOpenRow => open.Find(static flight => flight is { Row: not null, Sent.IsCompletedSuccessfully: false })?.Row;

    /// <summary>The broker's DISCONNECT, if it sent one while messages were open.</summary>
    public MqttClientUnexpectedDisconnectReceivedException? BrokersWord =>
        open.Select(static flight => flight.Sent.Exception?.InnerException)
            .OfType<MqttClientUnexpectedDisconnectReceivedException>()
            .FirstOrDefault();

    /// <summary>How long the oldest has been the oldest; zero when none is on its way.</summary>
    public TimeSpan OldestAge => oldest is null ? TimeSpan.Zero : time.GetElapsedTime(oldestSince);

    public void Send(MqttApplicationMessage form, OutboxMessage? row)
    {
        Task<MqttClientPublishResult> sent = client.PublishAsync(form, life.Token);
        open.Add(new Flight(sent, time.GetTimestamp(), form.Topic, row));
        Age();
        _ = sent.ContinueWith(
            static (done, wake) =>
            {
                _ = done.Exception; // seen, so that nobody reports it as forgotten after a break
                ((Wakeup)wake!).Set();
            },
            wake,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>Takes out what is acknowledged.</summary>
    /// <exception cref="Exception">The link broke: any type.</exception>
    public async Task<IReadOnlyList<Landing>> LandAsync()
    {
        if (open.Find(static flight => flight.Sent is { IsCompleted: true, IsCompletedSuccessfully: false }) is { } lost)
        {
            await lost.Sent; // throws
        }

        return await LandWhatIsWellAsync();
    }

    /// <summary>Takes out what is acknowledged, after a break too.</summary>
    public async Task<IReadOnlyList<Landing>> LandWhatIsWellAsync()
    {
        List<Landing> landed = [];
        foreach (Flight flight in open.Where(static flight => flight.Sent.IsCompletedSuccessfully))
        {
            MqttClientPublishResult answer = await flight.Sent; // complete: it returns at once
            landed.Add(new Landing(flight, (int)answer.ReasonCode, answer.ReasonString));
        }

        foreach (Landing landing in landed)
        {
            open.Remove(landing.Flight);
        }

        Age();
        return landed;
    }

    private void Age()
    {
        Flight? first = open.Count > 0 ? open[0] : null;
        if (first != oldest)
        {
            (oldest, oldestSince) = (first, time.GetTimestamp());
        }
    }
}
