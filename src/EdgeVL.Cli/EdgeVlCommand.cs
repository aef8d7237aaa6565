using System.CommandLine;
using EdgeVL.Cli.Commands;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Cli;

/// <summary>The command line of <c>edgevl</c>.</summary>
internal static class EdgeVlCommand
{
    /// <summary>Parses and runs.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        ParseResult parsed = Root().Parse(arguments);
        int code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    private static RootCommand Root() =>
        new("EdgeVL turns a camera into an inspector: Qwen3-VL on the device, results over MQTT.")
        {
            CommandRunner.Json,
            ModelCommand.Create(),
        };
}
