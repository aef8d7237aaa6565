using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Hosting;

/// <summary>Log lines of the daemon as a whole.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(4011, LogLevel.Critical, "{Worker} failed and ends the service: {Reason}")]
    public static partial void WorkerFailed(ILogger logger, string worker, string reason, Exception fault);
}
