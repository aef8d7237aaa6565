using Microsoft.Extensions.Hosting.Systemd;

namespace EdgeVL.Daemon.Tests.Systemd;

/// <summary>Tests that set <c>$NOTIFY_SOCKET</c> run alone: it is one for the whole process.</summary>
[CollectionDefinition(nameof(ServiceEnvironment), DisableParallelization = true)]
public sealed class ServiceEnvironment : IDisposable
{
    private const string Variable = "NOTIFY_SOCKET";

    private readonly TemporaryFolder folder = new();

    internal string SocketPath => folder.At("notify");

    /// <summary>Lets the process believe that it is a service.</summary>
    internal NotifySocket Listen()
    {
        var socket = new NotifySocket(SocketPath);
        Environment.SetEnvironmentVariable(Variable, SocketPath);
        return socket;
    }

    /// <summary>A notifier of the process as it believes itself to be.</summary>
    internal static ISystemdNotifier Notifier() => new SystemdNotifier();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        folder.Dispose();
    }
}
