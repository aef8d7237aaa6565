using System.CommandLine;
using EdgeVL.Cli.Terminal;
using EdgeVL.Daemon.Hosting;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl run --config FILE</c></summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<string>("--config", "-c")
        {
            Description = "The configuration",
            DefaultValueFactory = static _ => "/etc/edgevl/edgevl.yaml",
        };
        var command = new Command("run", "Run the daemon until Ctrl-C or SIGTERM.\n\nExample: edgevl run --config samples/edgevl.yaml")
        {
            config,
        };
        command.Body((parsed, cancellation) => EdgeDaemon.RunAsync(parsed.GetRequiredValue(config), listener: null, cancellation));
        return command;
    }
}
