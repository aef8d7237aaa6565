using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Capture.Reading;

/// <summary>A camera's state, and those who want to hear of its changes.</summary>
internal sealed class StateBoard(string camera, TimeProvider time, ILogger logger)
{
    private const int MostUnheard = 16; // a watcher that sleeps longer misses the oldest changes, never the newest

    private readonly Lock gate = new();
    private readonly List<Channel<CameraState>> watchers = [];
    private CameraState current = new(CameraHealth.Offline, "not started", time.GetUtcNow());
    private bool closed;

    public CameraState Current => Volatile.Read(ref current);

    /// <summary>Notes a state; nothing happens when it is the one that holds. Never waits for a watcher.</summary>
    /// <param name="health">How the camera is.</param>
    /// <param name="reason">Why; null when online.</param>
    /// <param name="wanted">Somebody wanted it so: no warning in the log.</param>
    public void Set(CameraHealth health, string? reason, bool wanted = false)
    {
        lock (gate)
        {
            if (closed || (current.Health == health && current.Reason == reason))
            {
                return;
            }

            var state = new CameraState(health, reason, time.GetUtcNow());
            Volatile.Write(ref current, state);
            foreach (Channel<CameraState> watcher in watchers)
            {
                watcher.Writer.TryWrite(state);
            }
        }

        Log(health, reason, wanted);
    }

    /// <summary>Ends every watch.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            watchers.ForEach(static watcher => watcher.Writer.TryComplete());
        }
    }

    /// <summary>The present state, then every change until the reader is disposed.</summary>
    public async IAsyncEnumerable<CameraState> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<CameraState> changes = Join();
        try
        {
            await foreach (CameraState state in changes.Reader.ReadAllAsync(cancellationToken))
            {
                yield return state;
            }
        }
        finally
        {
            Leave(changes);
        }
    }

    private Channel<CameraState> Join()
    {
        var changes = Channel.CreateBounded<CameraState>(
            new BoundedChannelOptions(MostUnheard) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        lock (gate)
        {
            changes.Writer.TryWrite(current);
            if (closed)
            {
                changes.Writer.Complete();
            }

            watchers.Add(changes);
        }

        return changes;
    }

    private void Leave(Channel<CameraState> changes)
    {
        lock (gate)
        {
            watchers.Remove(changes);
        }
    }

    private void Log(CameraHealth health, string? reason, bool wanted)
    {
        if (health == CameraHealth.Online)
        {
            CameraLog.Online(logger, camera);
        }
        else if (wanted)
        {
            CameraLog.Now(logger, camera, health, reason);
        }
        else
        {
            CameraLog.NotWell(logger, camera, health, reason);
        }
    }
}
