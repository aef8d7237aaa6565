using System.CommandLine;
using EdgeVL.Cli.Commands;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Cli;

/// <summary>The command line of <c>edgevl</c>.</summary>
internal static class EdgeVlCommand
{
    // A daemon drains its outbox before it ends; the default of two seconds would cut that off.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    /// <summary>Parses and runs.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        ParseResult parsed = Root().Parse(arguments);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    private static RootCommand Root() =>
        new("EdgeVL turns a camera into an inspector: Qwen3-VL on the device, results over MQTT.")
        {
            CommandRunner.Json,
            RunCommand.Create(),
            AskCommand.Create(),
            ChatCommand.Create(),
            ModelCommand.Create(),
            RecipeCommand.Create(),
            EvalCommand.Create(),
            ResultsCommand.Create(),
            DoctorCommand.Create(),
            DemoCommand.Create(),
        };
}
