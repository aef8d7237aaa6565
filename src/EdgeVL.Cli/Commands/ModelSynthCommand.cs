using System.CommandLine;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Synthesis;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl model synth SHAPE OUT</c></summary>
internal static class ModelSynthCommand
{
    public static Command Create()
    {
        var shape = new Argument<string>("SHAPE") { Description = "2b, 4b, 8b or 32b" };
        var output = new Argument<string>("OUT") { Description = "Folder that the checkpoint becomes; a 2b takes 4.3 GB" };
        var force = new Option<bool>("--force") { Description = "Replace OUT if it exists" };
        var command = new Command(
            "synth",
            "Write a random checkpoint of a published shape, to measure size and speed without weights.\n\nExample: edgevl model synth 2b /tmp/2b"
        )
        {
            shape,
            output,
            force,
        };
        command.Body(
            (parsed, cancellation) =>
            {
                string folder = parsed.GetRequiredValue(output);
                ProgressLine.Run(
                    "writing weights",
                    report =>
                    {
                        SyntheticCheckpoint.Write(
                            parsed.GetRequiredValue(shape),
                            folder,
                            parsed.GetValue(force),
                            new Listener(report),
                            cancellation
                        );
                        return true;
                    }
                );
                ModelInspectCommand.Print(folder, parsed.GetValue(CommandRunner.Json));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private sealed class Listener(Action<string, double> report) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => report(value.Phase, (double)value.Done / value.Total);
    }
}
