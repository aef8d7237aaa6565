using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests.Store;
using EdgeVL.Mqtt;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Daemon.Tests.Publishing;

/// <summary>A device, a network that can be broken, a real broker, and a subscriber beside it.</summary>
internal sealed class Plant : IAsyncDisposable
{
    /// <summary>Results that wait at most while <see cref="ProduceAsync(CancellationToken, int)"/> runs.</summary>
    public const int LongestBacklog = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder folder = new();

    private Plant(Mosquitto broker, Subscriber subscriber)
    {
        (Broker, Subscriber) = (broker, subscriber);
        Proxy = new FaultProxy(broker.Port);
        Store = Samples.Open(folder.Path);
        Publisher = null!;
    }

    public Mosquitto Broker { get; }

    public FaultProxy Proxy { get; }

    public ResultStore Store { get; }

    public ResultPublisher Publisher { get; private set; }

    public Subscriber Subscriber { get; }

    /// <param name="version">Version that the device speaks.</param>
    /// <param name="persistent">Whether the broker keeps the subscriber's session over a wanted stop.</param>
    /// <param name="change">Further options.</param>
    public static async Task<Plant> StartAsync(
        MqttVersion version = MqttVersion.V5,
        bool persistent = false,
        Func<MqttOptions, MqttOptions>? change = null
    )
    {
        // The queue of a subscriber is longer than by default, so that a slow machine is not taken for a lost message.
        Mosquitto broker = await Mosquitto.StartAsync("max_queued_messages 1000000", persistent: persistent);
        Subscriber subscriber = await Subscriber.StartAsync(broker.Port, "edgevl/#", "-c", "-i", "subscriber");
        var plant = new Plant(broker, subscriber);
        MqttOptions options = Tests.Publishing.Publisher.Options(plant.Proxy.Port) with { Version = version };
        plant.Publisher = Tests.Publishing.Publisher.Of(plant.Store, change?.Invoke(options) ?? options);
        await plant.Publisher.StartAsync(CancellationToken.None);
        return plant;
    }

    public async Task ConnectedAsync()
    {
        var connected = new TaskCompletionSource();
        Publisher.StateChanged += (_, _) => _ = Publisher.State.Connected && connected.TrySetResult();
        if (!Publisher.State.Connected)
        {
            await connected.Task.WaitAsync(Patience);
        }
    }

    /// <summary>Stores results until the token is cancelled, as fast as the disk takes them; a backlog stays within bounds.</summary>
    /// <param name="until">Ends it.</param>
    /// <param name="pause">Milliseconds between two.</param>
    public async Task ProduceAsync(CancellationToken until, int pause = 0)
    {
        while (!until.IsCancellationRequested)
        {
            if (pause > 0 || Store.Waiting > LongestBacklog)
            {
                await Task.Delay(Math.Max(pause, 5), CancellationToken.None);
            }

            if (Store.Waiting <= LongestBacklog)
            {
                await Store.AppendAsync(Samples.Result());
            }
        }
    }

    public async Task ProduceAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Store.AppendAsync(Samples.Result());
        }
    }

    /// <summary>Waits until the broker has acknowledged everything and the subscriber has the last of it.</summary>
    public async Task<Ledger> SettleAsync()
    {
        await AcknowledgedAsync();
        await Store.AppendAsync(Samples.Result(recipe: "mark"));
        await Subscriber.FirstAsync(static one => one.Topic.EndsWith("/result/mark", StringComparison.Ordinal));
        await AcknowledgedAsync();
        return Ledger.Of(Store, Subscriber.All);
    }

    private async Task AcknowledgedAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        while (Store.Waiting > 0)
        {
            Assert.False(late.IsCancellationRequested, $"{Store.Waiting} results wait: {Publisher.State}");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Publisher.StopAsync(CancellationToken.None);
        Publisher.Dispose();
        await Store.DisposeAsync();
        await Proxy.DisposeAsync();
        await Subscriber.DisposeAsync();
        await Broker.DisposeAsync();
        folder.Dispose();
    }
}
