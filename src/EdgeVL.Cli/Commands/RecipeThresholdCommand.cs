using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Evaluation;
using EdgeVL.Cli.RecipeRuns;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Trust;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe threshold NAME --samples FOLDER</c></summary>
internal sealed class RecipeThresholdCommand
{
    private readonly Option<string> samples = new("--samples", "-s")
    {
        Description = "Labelled folder, of which the calibration has seen nothing",
        Required = true,
    };
    private readonly Option<double> risk = new("--risk")
    {
        Description = "Most wrong ones among what is accepted, 0 to 1",
        DefaultValueFactory = static _ => 0.01,
    };
    private readonly Option<double> confidence = new("--confidence")
    {
        Description = "How sure the promise is to be, 0 to 1",
        DefaultValueFactory = static _ => 0.95,
    };
    private readonly RecipeOptions recipe = new();
    private readonly ModelOptions model = new();

    public static Command Create() => new RecipeThresholdCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "threshold",
            "Propose a min_probability with a stated guarantee, or say how many labelled readings are missing; then the exit code is 1.\n\nExample: edgevl recipe threshold lot-code --samples photos/labelled --risk 0.01"
        );
        recipe.AddTo(command);
        command.Options.Add(samples);
        command.Options.Add(risk);
        command.Options.Add(confidence);
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        Recipe read = recipe.Read(parsed);
        double most = Share("--risk", parsed.GetValue(risk));
        double sure = Share("--confidence", parsed.GetValue(confidence));
        string folder = parsed.GetRequiredValue(samples);
        TruthRow[] rows = TruthJson.Read(folder);
        using RecipeModel loaded = RecipeModel.Load(model, parsed, cancellation);
        var readings = new List<ScoredReading>();
        ProgressLine.Run(
            "reading",
            report =>
            {
                new EvalRun(loaded.Inspector.Model, folder, TaskNames.Of(read.Question.Kind)).Run(
                    rows,
                    answer =>
                        readings.AddRange(
                            answer
                                .Calibrated(loaded.Inspector.Calibration)
                                .Where(static one => one.Value.Value is not null)
                                .Select(one => one.Value.ToReading(answer.LabelOf(one.Value), one.Probability))
                        ),
                    report,
                    cancellation
                );
                return true;
            }
        );
        if (readings.Count == 0)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{folder}' has no labelled question of the task '{TaskNames.Of(read.Question.Kind)}'.",
                "Label pictures for this task in its truth.json."
            );
        }

        ThresholdGuarantee found = ThresholdGuarantee.Find(readings, most, sure);
        Print(read, readings.Count, found, parsed.GetValue(CommandRunner.Json));
        return found.Threshold is null ? ExitCode.Negative : ExitCode.Ok;
    }

    private static double Share(string option, double value) =>
        value is > 0 and < 1
            ? value
            : throw new FaultException(
                FaultCode.UsageInvalid,
                $"{option} {value} is out of range.",
                "Write a number between 0 and 1, such as 0.05."
            );

    private static void Print(Recipe recipe, int count, ThresholdGuarantee found, bool json)
    {
        if (json)
        {
            Console.WriteLine(
                new JsonObject
                {
                    ["recipe"] = recipe.Name,
                    ["readings"] = count,
                    ["min_probability"] = found.Threshold,
                    ["risk"] = found.Risk,
                    ["confidence"] = found.Confidence,
                    ["coverage"] = found.Coverage,
                    ["accepted"] = found.Accepted,
                    ["wrong"] = found.Wrong,
                    ["missing"] = found.Missing,
                }.ToJsonString()
            );
            return;
        }

        Console.WriteLine(
            found.Threshold is { } limit
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"trust: {{ min_probability: {limit} }}   # at most {found.Risk:P1} of what is accepted is wrong, {found.Confidence:P0} sure: {found.Wrong} of {found.Accepted} were, {found.Coverage:P0} of {count} readings accepted"
                )
            : found.Missing is { } missing
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"No limit keeps the risk at {found.Risk:P1} with {found.Confidence:P0} confidence on {count} readings; about {missing} more labelled readings are missing."
                )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"No limit keeps the risk at {found.Risk:P1}: more readings would not help, the surest ones are wrong more often than that."
            )
        );
    }
}
