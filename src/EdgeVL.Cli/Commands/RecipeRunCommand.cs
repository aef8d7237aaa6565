using System.CommandLine;
using System.Text.Json;
using EdgeVL.Cli.RecipeRuns;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe run NAME PATH…</c></summary>
internal sealed class RecipeRunCommand
{
    private static readonly Dictionary<string, TrustLayers> Layers = new()
    {
        ["gates"] = TrustLayers.Gates,
        ["probability"] = TrustLayers.Probability,
        ["agreement"] = TrustLayers.Agreement,
        ["rules"] = TrustLayers.Rules,
    };

    private readonly Argument<string[]> paths = new("PATH")
    {
        Description = "Pictures, folders of pictures, videos",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> without = new("--without")
    {
        Description = "Take a layer away, to see what it is worth: gates, probability, agreement or rules; may stand several times",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<string?> output = new("--out", "-o") { Description = "File for the results, one JSON record a line" };
    private readonly RecipeOptions recipe = new();
    private readonly ModelOptions model = new();

    public static Command Create() => new RecipeRunCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "run",
            "Apply a recipe to pictures, folders or videos. No daemon and no camera is needed; the exit code is 0 whatever the verdicts.\n\nExample: edgevl recipe run lot-code photos --out results.jsonl"
        );
        recipe.AddTo(command);
        command.Arguments.Add(paths);
        command.Options.Add(without);
        command.Options.Add(output);
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        TrustLayers layers = ReadLayers(parsed);
        PictureList list = PictureList.Of(parsed.GetRequiredValue(paths));
        Recipe read = recipe.Read(parsed);
        bool json = parsed.GetValue(CommandRunner.Json);
        using TextWriter? file = OutputText.Create(parsed.GetValue(output));
        using RecipeModel loaded = RecipeModel.Load(model, parsed, cancellation);
        var run = new RecipeRun(read, loaded.Inspector, loaded.Surroundings with { Layers = layers });
        var summary = new RunSummary();
        long started = TimeProvider.System.GetTimestamp();
        ProgressLine.Run(
            read.Name,
            report =>
            {
                run.Run(list.Items, Take, report, cancellation);
                return true;
            }
        );
        if (!json)
        {
            foreach (string line in summary.Lines(read.Name, run.Skipped, TimeProvider.System.GetElapsedTime(started)))
            {
                Console.WriteLine(line);
            }
        }

        return ExitCode.Ok;

        void Take(Result result)
        {
            summary.Add(result);
            string line = JsonSerializer.Serialize(result, ContractsJson.Wire.Result);
            file?.WriteLine(line);
            if (json)
            {
                Console.WriteLine(line);
            }
        }
    }

    private TrustLayers ReadLayers(ParseResult parsed)
    {
        TrustLayers layers = TrustLayers.All;
        foreach (string name in (parsed.GetValue(without) ?? []).SelectMany(static names => names.Split(',')))
        {
            layers &= Layers.TryGetValue(name, out TrustLayers layer)
                ? ~layer
                : throw new FaultException(
                    FaultCode.UsageInvalid,
                    $"There is no layer '{name}'.",
                    $"Choose {string.Join(", ", Layers.Keys)}."
                );
        }

        return layers;
    }
}
