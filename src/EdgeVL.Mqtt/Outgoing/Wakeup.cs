using System.Threading.Channels;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Wakes the one loop that sends: after a message, an acknowledgement, a while. It may wake once too often, never once too seldom.</summary>
internal sealed class Wakeup : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    private readonly ITimer timer;

    public Wakeup(TimeProvider time)
    {
        timer = time.CreateTimer(static self => ((Wakeup)self!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set() => signal.Writer.TryWrite(true);

    /// <summary>Waits for <see cref="Set"/>, at most about <paramref name="atMost"/>.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken token)
    {
        timer.Change(
            atMost > Longest ? Longest
                : atMost < Shortest ? Shortest
                : atMost,
            Timeout.InfiniteTimeSpan
        );
        await signal.Reader.ReadAsync(token);
    }

    public void Dispose() => timer.Dispose();
}
