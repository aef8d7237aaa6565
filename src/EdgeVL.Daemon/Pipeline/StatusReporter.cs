using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Systemd;
using Microsoft.Extensions.Hosting;

namespace EdgeVL.Daemon.Pipeline;

/// <summary>Once a second: counters to the metrics, one line to <c>systemctl status</c>, and an end where only a restart helps.</summary>
internal sealed class StatusReporter(
    IReadOnlyList<CameraStage> cameras,
    ResultPublisher publisher,
    ResultStore store,
    EdgeMetrics metrics,
    ServiceNotifier notifier,
    Readiness readiness,
    TimeProvider time
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A driver's call that hangs this long never returns; the device is free again only when the process has ended.
    private static readonly TimeSpan LongestStuck = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, CameraCounters> told = new(StringComparer.Ordinal);
    private bool brokerUp;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                Tell();
                ThrowIfStuck();
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A wanted stop.
        }
    }

    private void Tell()
    {
        foreach (CameraStage camera in cameras)
        {
            CameraCounters now = camera.Counters;
            CameraCounters before = told.GetValueOrDefault(camera.Name) ?? new CameraCounters(0, 0, 0, 0);
            metrics.FramesRead(camera.Name, now.Frames - before.Frames);
            metrics.CameraReopened(camera.Name, now.Reopens - before.Reopens);
            told[camera.Name] = now;
        }

        metrics.OutboxHolds(store.Waiting);
        if (publisher.State.Connected != brokerUp)
        {
            brokerUp = publisher.State.Connected;
            metrics.BrokerIsUp(brokerUp);
        }

        if (readiness.Missing.Count == 0)
        {
            notifier.Status(Line());
        }
    }

    private string Line()
    {
        int online = cameras.Count(static camera => camera.State.Health is CameraHealth.Online or CameraHealth.Degraded);
        string broker = publisher.State.Connected ? "broker connected" : $"no broker: {publisher.State.Reason}";
        return $"{online} of {cameras.Count} cameras, {store.LastSeq} results, {store.Waiting} waiting, {broker}";
    }

    private void ThrowIfStuck()
    {
        CameraStage? stuck = cameras.FirstOrDefault(static camera => camera.Stuck > LongestStuck);
        if (stuck is not null)
        {
            throw new FaultException(
                FaultCode.CaptureLost,
                $"A call into the driver of camera '{stuck.Name}' has not returned for {stuck.Stuck}.",
                "The service ends so that it is started again; if it repeats, check the camera and its cable."
            );
        }
    }
}
