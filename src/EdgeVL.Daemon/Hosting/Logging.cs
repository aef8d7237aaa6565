using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeVL.Daemon.Hosting;

/// <summary>Where log lines go: standard error, one line each; under systemd with their priority.</summary>
internal static class Logging
{
    /// <summary>A factory for what exists before the host.</summary>
    public static ILoggerFactory Factory { get; } = LoggerFactory.Create(Configure);

    /// <summary>Settings of the host's log.</summary>
    public static void Configure(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(Level());
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Warning);
        bool service = Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 };
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = service ? ConsoleFormatterNames.Systemd : ConsoleFormatterNames.Simple;
        });
        logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
    }

    // EDGEVL_LOG=debug shows every result.
    private static LogLevel Level() =>
        Enum.TryParse(Environment.GetEnvironmentVariable("EDGEVL_LOG"), ignoreCase: true, out LogLevel level)
            ? level
            : LogLevel.Information;
}
