using System.CommandLine;
using EdgeVL.Cli.RecipeRuns;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe test NAME</c></summary>
internal sealed class RecipeTestCommand
{
    private readonly Option<string?> pictures = new("--pictures")
    {
        Description = "Folder for pictures of what differs; default: a folder in the temporary one",
    };
    private readonly RecipeOptions recipe = new();
    private readonly ModelOptions model = new();

    public static Command Create() => new RecipeTestCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "test",
            "Replay a recipe's golden pictures. The exit code is 1 when one is not read as expected.\n\nExample: edgevl recipe test lot-code"
        );
        recipe.AddTo(command);
        command.Options.Add(pictures);
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        Recipe read = recipe.Read(parsed);
        ProofReport report = Replay(read, parsed, model, cancellation);
        if (parsed.GetValue(CommandRunner.Json))
        {
            Console.WriteLine(ProofTable.ToJson(report).ToJsonString());
        }
        else
        {
            ProofTable.Print(report);
        }

        string folder = parsed.GetValue(pictures) ?? Path.Combine(Path.GetTempPath(), $"edgevl-test-{read.Name}");
        foreach (string file in ProofTable.Draw(report, folder))
        {
            Console.Error.WriteLine($"drawn: {file}");
        }

        return report.Passed ? ExitCode.Ok : ExitCode.Negative;
    }

    /// <summary>Replays the golden pictures of a recipe, with a progress bar.</summary>
    public static ProofReport Replay(Recipe recipe, ParseResult parsed, ModelOptions model, CancellationToken cancellation)
    {
        using RecipeModel loaded = RecipeModel.Load(model, parsed, cancellation);
        var replay = new GoldenReplay(recipe, loaded.Inspector, loaded.Surroundings);
        return ProgressLine.Run(recipe.Name, report => replay.Run(report, cancellation));
    }
}
