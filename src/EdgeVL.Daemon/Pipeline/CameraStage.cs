using EdgeVL.Capture;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Systemd;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Pipeline;

/// <summary>One camera: its reader, and the news of its state for broker, metrics and readiness.</summary>
internal sealed class CameraStage : BackgroundService
{
    private readonly CameraReader reader;
    private readonly ResultPublisher publisher;
    private readonly Readiness readiness;
    private readonly EdgeMetrics metrics;

    /// <summary>Makes the stage; the camera is opened when the service starts.</summary>
    public CameraStage(
        string name,
        CameraOptions options,
        ResultPublisher publisher,
        Readiness readiness,
        EdgeMetrics metrics,
        TimeProvider time,
        ILogger<CameraReader> logger
    )
    {
        this.publisher = publisher;
        this.readiness = readiness;
        this.metrics = metrics;
        reader = new CameraReader(name, options, time, logger);
    }

    /// <summary>The camera's name.</summary>
    public string Name => reader.Name;

    /// <summary>How the camera is now.</summary>
    public CameraState State => reader.State;

    /// <summary>What it did so far.</summary>
    public CameraCounters Counters => reader.Counters;

    /// <summary>For how long a native call has not returned after its source was given up; null where none hangs.</summary>
    public TimeSpan? Stuck => reader.Stuck;

    /// <summary>Whether a file was played to its end.</summary>
    public bool Ended => reader.Ended;

    /// <summary>A consumer's slot with the newest frame.</summary>
    public FrameSubscription Subscribe() => reader.Subscribe();

    /// <inheritdoc/>
    public override void Dispose()
    {
        reader.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first state is the one before the start, and no news: readiness waits for a frame or for word that none comes.
        await using IAsyncEnumerator<CameraState> states = reader.WatchAsync(stoppingToken).GetAsyncEnumerator(stoppingToken);
        try
        {
            await states.MoveNextAsync();
            reader.Start();
            while (await states.MoveNextAsync())
            {
                Tell(states.Current);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A wanted stop.
        }
    }

    private void Tell(CameraState state)
    {
        metrics.CameraIsUp(Name, state.Health is CameraHealth.Online or CameraHealth.Degraded);
        publisher.Announce(Name, state.ToStatus());
        if (state.Reason != CameraState.BeingOpened)
        {
            readiness.CameraReported(Name);
        }
    }
}
