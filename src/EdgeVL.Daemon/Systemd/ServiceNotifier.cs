using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Systemd;

/// <summary>Tells the service manager how the service is; says nothing where there is none. Thread-safe.</summary>
/// <remarks>READY and STOPPING are sent by the host's lifetime through <see cref="Notify"/>, STATUS and EXTEND_TIMEOUT_USEC by our own
/// stages. The manager's socket may go away while the service runs: that is logged once and never stops a camera.</remarks>
public sealed partial class ServiceNotifier : ISystemdNotifier, IDisposable
{
    /// <summary>Least time between two STATUS lines.</summary>
    public static readonly TimeSpan StatusPause = TimeSpan.FromSeconds(1);

    private readonly ISystemdNotifier socket;
    private readonly TimeProvider time;
    private readonly ILogger<ServiceNotifier> logger;
    private readonly ITimer later;
    private readonly Lock gate = new();
    private string? sent;
    private string? waiting;
    private long sentAt;
    private bool lost;

    /// <summary>Speaks through a notify socket.</summary>
    /// <param name="socket">The socket; not enabled where the process is no service.</param>
    /// <param name="time">Clock of pauses.</param>
    /// <param name="logger">Takes the loss of the socket.</param>
    public ServiceNotifier(ISystemdNotifier socket, TimeProvider time, ILogger<ServiceNotifier> logger)
    {
        this.socket = socket;
        this.time = time;
        this.logger = logger;
        later = time.CreateTimer(
            static state => ((ServiceNotifier)state!).SendWaiting(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Whether a service manager listens.</summary>
    public bool IsEnabled => socket.IsEnabled;

    /// <summary>Sends a state as it is; a failure is logged, never thrown.</summary>
    public void Notify(ServiceState state)
    {
        if (!socket.IsEnabled)
        {
            return;
        }

        try
        {
            socket.Notify(state);
            lost = false;
        }
        catch (Exception broken) when (broken is System.Net.Sockets.SocketException or IOException or ObjectDisposedException)
        {
            if (!lost)
            {
                lost = true;
                LogSocketLost(broken.Message);
            }
        }
    }

    /// <summary>Shows one line in <c>systemctl status</c>: sent when it changed, at most once in <see cref="StatusPause"/>, the last one always.</summary>
    public void Status(string line)
    {
        string one = line.ReplaceLineEndings(" ");
        lock (gate)
        {
            if (one == (waiting ?? sent))
            {
                return;
            }

            TimeSpan since = sent is null ? StatusPause : time.GetElapsedTime(sentAt);
            if (since < StatusPause)
            {
                if (waiting is null)
                {
                    later.Change(StatusPause - since, Timeout.InfiniteTimeSpan);
                }

                waiting = one;
                return;
            }

            SendStatus(one);
        }
    }

    /// <summary>Asks the manager for patience with a start or a stop, again and again until disposed.</summary>
    /// <param name="every">How often it is asked; each time grants three times as long.</param>
    public IDisposable ExtendTimeout(TimeSpan every)
    {
        string micros = ((long)(3 * every).TotalMicroseconds).ToString(CultureInfo.InvariantCulture);
        var state = new ServiceState($"EXTEND_TIMEOUT_USEC={micros}");
        return time.CreateTimer(_ => Notify(state), null, TimeSpan.Zero, every);
    }

    /// <inheritdoc/>
    public void Dispose() => later.Dispose();

    private void SendWaiting()
    {
        lock (gate)
        {
            string? line = waiting;
            waiting = null;
            if (line is not null && line != sent)
            {
                SendStatus(line);
            }
        }
    }

    private void SendStatus(string line)
    {
        (sent, sentAt) = (line, time.GetTimestamp());
        Notify(new ServiceState($"STATUS={line}"));
    }

    [LoggerMessage(4101, LogLevel.Warning, "The service manager's socket does not take messages ({Reason}); the service goes on without.")]
    private partial void LogSocketLost(string reason);
}
