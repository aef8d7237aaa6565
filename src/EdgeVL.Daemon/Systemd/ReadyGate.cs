using Microsoft.Extensions.Hosting;

namespace EdgeVL.Daemon.Systemd;

/// <summary>Holds the host's start, and with it READY, until the model is loaded and each camera was heard of.</summary>
/// <remarks>It waits after every <c>StartAsync</c>, when the HTTP server answers already, so that <c>/readyz</c> says what is missing.</remarks>
internal sealed class ReadyGate(Readiness readiness, ServiceNotifier notifier) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        using IDisposable patience = notifier.ExtendTimeout(Patience);
        await readiness.WhenReady(cancellationToken);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
