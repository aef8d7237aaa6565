using System.Text;
using EdgeVL.Mqtt.Outgoing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Mqtt.Tests;

/// <summary>A link that runs beside a test, with short waits.</summary>
internal sealed class RunningLink : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<LinkState> states = [];
    private readonly Task running;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningLink(MqttOptions options, IOutbox outbox)
    {
        var presence = new Presence("t/status", "test/status/1", Json("offline"), () => Json("online"), () => Json("stopped"));
        Link = new MqttLink(options, presence, outbox, TimeProvider.System, NullLogger<MqttLink>.Instance);
        Link.StateChanged += (_, _) => Note(Link.State);
        running = Task.Run(() => Link.RunAsync(stop.Token));
    }

    /// <summary>Short waits: a test has no minute.</summary>
    public static MqttTimings Fast { get; } =
        new()
        {
            Connect = TimeSpan.FromSeconds(3),
            Acknowledge = TimeSpan.FromSeconds(1.5),
            FirstRetry = TimeSpan.FromMilliseconds(40),
            LongestRetry = TimeSpan.FromMilliseconds(300),
            SettingsRetry = TimeSpan.FromMilliseconds(400),
            TakenOverRetry = TimeSpan.FromMilliseconds(400),
            ShortLife = TimeSpan.FromSeconds(1),
            Drain = TimeSpan.FromSeconds(3),
        };

    public MqttLink Link { get; }

    /// <summary>All states so far.</summary>
    public IReadOnlyList<LinkState> States
    {
        get
        {
            lock (gate)
            {
                return [.. states];
            }
        }
    }

    public static MqttOptions To(int port, MqttVersion version = MqttVersion.V5) =>
        new()
        {
            Server = new BrokerAddress("127.0.0.1", port, Tls: false),
            ClientId = "edgevl-test",
            Version = version,
            BacklogRate = 100_000,
            Timings = Fast,
        };

    /// <summary>Waits for a state, one that is over already included.</summary>
    public async Task<LinkState> UntilAsync(Func<LinkState, bool> wanted, int after = 0)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (states.Skip(after).FirstOrDefault(wanted) is { } found)
                {
                    return found;
                }

                next = changed.Task;
            }

            try
            {
                await next.WaitAsync(late.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"The state did not come:\n{string.Join('\n', States)}", e);
            }
        }
    }

    public Task<LinkState> ConnectedAsync(int after = 0) => UntilAsync(static state => state.Connected, after);

    /// <summary>Waits for a condition that no event tells of.</summary>
    public static async Task EventuallyAsync(Func<bool> condition, string what)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(late.IsCancellationRequested, what);
            await Task.Delay(5, CancellationToken.None);
        }
    }

    /// <summary>Asks for a stop and waits for it.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Link.Dispose();
        stop.Dispose();
    }

    private static byte[] Json(string status) => Encoding.UTF8.GetBytes($"{{\"status\":\"{status}\"}}");

    private void Note(LinkState state)
    {
        lock (gate)
        {
            states.Add(state);
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
