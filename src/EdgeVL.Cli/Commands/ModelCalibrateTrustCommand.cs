using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Evaluation;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Trust;
using EdgeVL.Qwen3VL;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl model calibrate-trust --model FOLDER --samples FOLDER</c></summary>
internal sealed class ModelCalibrateTrustCommand
{
    private readonly Option<string> samples = new("--samples", "-s")
    {
        Description = "Labelled folder to fit to; never the one that is tested with",
        Required = true,
    };
    private readonly Option<string?> task = new("--task", "-t") { Description = "Only questions of this task; default: all" };
    private readonly ModelOptions model = new();

    public static Command Create() => new ModelCalibrateTrustCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "calibrate-trust",
            "Fit what a probability of this model means, and keep it beside the model.\n\nExample: edgevl model calibrate-trust --model models/nano --samples samples/trust/fit"
        )
        {
            samples,
            task,
        };
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetRequiredValue(samples);
        TruthRow[] rows = TruthJson.Read(folder);
        using VisionLanguageModel loaded = model.Load(parsed, cancellation);
        var readings = new Dictionary<(string Task, string? Type), List<ScoredReading>>();
        ProgressLine.Run(
            "reading",
            report =>
            {
                new EvalRun(loaded, folder, parsed.GetValue(task)).Run(rows, answer => Note(answer, readings), report, cancellation);
                return true;
            }
        );
        CalibrationEntry[] entries =
        [
            .. readings
                .Where(static entry => entry.Value.Count >= CalibrationFit.Fewest)
                .OrderBy(static entry => entry.Key.Task, StringComparer.Ordinal)
                .ThenBy(static entry => entry.Key.Type, StringComparer.Ordinal)
                .Select(static entry => Fit(entry.Key.Task, entry.Key.Type, entry.Value)),
        ];
        if (entries.Length == 0)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{folder}' gave {readings.Values.Sum(static list => list.Count)} readings, and no task has {CalibrationFit.Fewest}.",
                "Label more pictures; a bound of 0.05 on the calibration error needs 1,000 fields."
            );
        }

        CalibrationFile saved = new CalibrationFile
        {
            ModelHash = loaded.Built.Manifest.Hash,
            FittedAt = TimeProvider.System.GetUtcNow(),
            Entries = entries,
        }.Save(loaded.Built.Folder);
        Print(saved, Path.Combine(loaded.Built.Folder, CalibrationFile.FileName), parsed.GetValue(CommandRunner.Json));
        return ExitCode.Ok;
    }

    private static void Note(EvalAnswer answer, Dictionary<(string Task, string? Type), List<ScoredReading>> readings)
    {
        foreach (ScoredValue value in answer.Values)
        {
            ScoredReading reading = value.ToReading(answer.LabelOf(value), value.Probability);
            foreach (string? type in (string?[])[value.Type, null])
            {
                if (!readings.TryGetValue((answer.Ask.Task, type), out List<ScoredReading>? list))
                {
                    readings[(answer.Ask.Task, type)] = list = [];
                }

                list.Add(reading);
            }
        }
    }

    // What is stored is fitted to everything; its error is measured with a fit that has not seen the quarter it is measured on.
    private static CalibrationEntry Fit(string task, string? type, List<ScoredReading> readings)
    {
        LabelSplit split = LabelSplit.Of(readings, task + type);
        ScoredReading[] seen = [.. split.Fit, .. split.Limits];
        CalibrationError? measured = null;
        if (seen.Length >= CalibrationFit.Fewest && split.Test.Count > 0)
        {
            Calibration held = CalibrationFit.Fit(seen);
            measured = CalibrationError.Of([
                .. split.Test.Select(reading => reading with { Probability = held.Apply(reading.Probability) }),
            ]);
        }

        return new CalibrationEntry(
            task,
            type,
            CalibrationFit.Fit(readings),
            readings.Count,
            readings.Count(static reading => !reading.IsRight)
        )
        {
            Measured = measured,
        };
    }

    private static void Print(CalibrationFile file, string path, bool json)
    {
        if (json)
        {
            Console.WriteLine(
                new JsonObject
                {
                    ["file"] = path,
                    ["hash"] = file.Hash,
                    ["entries"] = file.Entries.Count,
                }.ToJsonString()
            );
            return;
        }

        foreach (CalibrationEntry entry in file.Entries)
        {
            string measured = entry.Measured is { } error
                ? string.Create(CultureInfo.InvariantCulture, $"error {error.Raw:F3} on an unseen quarter, at most {error.Upper:F3}")
                : "not measured";
            Console.WriteLine(
                $"{entry.Task, -9} {entry.FieldType ?? "all", -8} {entry.Readings, 5} readings, {entry.Wrong, 4} wrong: {entry.Calibration.GetType().Name.Replace("Calibration", "", StringComparison.Ordinal).ToLowerInvariant(), -11} {measured}"
            );
        }

        Console.WriteLine($"{path} {file.Hash}");
    }
}
