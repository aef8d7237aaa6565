using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Evaluation;
using EdgeVL.Cli.Samples;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Trust;
using EdgeVL.Qwen3VL;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl eval</c>: answers every question of a labelled folder and scores the answers.</summary>
internal sealed class EvalCommand
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private readonly Option<string?> samples = new("--samples", "-s")
    {
        Description = "Folder with a truth.json laid out as samples/; default: the samples",
    };
    private readonly Option<string?> output = new("--out", "-o")
    {
        Description = "File for the raw answers: [{image, task, prompt, answer}]",
    };
    private readonly Option<string?> task = new("--task", "-t") { Description = "Only questions of this task" };
    private readonly Option<string?> plots = new("--plots") { Description = "Folder for a reliability plot a task, SVG" };
    private readonly ModelOptions model = new();

    public static Command Create() => new EvalCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "eval",
            "Answer every question of a labelled folder, greedily and in at most 160 tokens, and score the answers.\n\nExample: edgevl eval --samples samples --out answers.json"
        )
        {
            samples,
            output,
            task,
            plots,
        };
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetValue(samples) ?? SampleFolders.Samples();
        TruthRow[] rows = TruthJson.Read(folder);
        using TextWriter? file = OutputText.Create(parsed.GetValue(output));
        using VisionLanguageModel loaded = model.Load(parsed, cancellation);
        CalibrationFile? calibration = CalibrationFile.Load(loaded.Built.Folder, loaded.Built.Manifest.Hash);
        var score = new ScoreCard();
        var predictions = new List<Prediction>();
        var readings = new SortedDictionary<string, List<ScoredReading>>(StringComparer.Ordinal);
        ProgressLine.Run(
            "answering",
            report =>
            {
                void Take(EvalAnswer answer)
                {
                    score.Add(answer.Row, answer.Ask, answer.Text);
                    predictions.Add(ToPrediction(answer, calibration));
                    Note(answer, calibration, readings);
                }

                new EvalRun(loaded, folder, parsed.GetValue(task)).Run(rows, Take, report, cancellation);
                return true;
            }
        );
        // First what needs no disk.
        var trust = new TrustReports(readings, calibration is not null);
        Print(score, trust, parsed.GetValue(CommandRunner.Json));
        file?.Write(JsonSerializer.Serialize(predictions, new TruthJson(Readable).ListPrediction));
        trust.WritePlots(parsed.GetValue(plots));
        return ExitCode.Ok;
    }

    private static Prediction ToPrediction(EvalAnswer answer, CalibrationFile? calibration)
    {
        (ScoredValue Value, double Probability)[] values = [.. answer.Calibrated(calibration)];
        var prediction = new Prediction(answer.Row.Image, answer.Ask.Task, answer.Ask.Prompt, answer.Text);
        return answer.IsList
            ? prediction with
            {
                Words = [.. values.Select(static entry => new PredictedValue(entry.Value.Value, entry.Probability))],
            }
            : prediction with
            {
                Fields = values.ToDictionary(
                    static entry => entry.Value.Name,
                    static entry => new PredictedValue(entry.Value.Value, entry.Probability)
                ),
            };
    }

    private static void Note(EvalAnswer answer, CalibrationFile? calibration, SortedDictionary<string, List<ScoredReading>> readings)
    {
        if (answer.Values.Count > 0 && !readings.ContainsKey(answer.Ask.Task))
        {
            readings[answer.Ask.Task] = [];
        }

        foreach ((ScoredValue value, double probability) in answer.Calibrated(calibration))
        {
            readings[answer.Ask.Task].Add(value.ToReading(answer.LabelOf(value), probability));
        }
    }

    private static void Print(ScoreCard score, TrustReports trust, bool json)
    {
        if (json)
        {
            JsonObject report = ToJson(score);
            report["trust"] = trust.ToJson();
            Console.WriteLine(report.ToJsonString());
            return;
        }

        Console.WriteLine("task        n  exact  valid recall precis.  iou   lines   cer  lighting");
        foreach ((string task, TaskScore sums) in score.Tasks)
        {
            Console.WriteLine(Line(task, sums));
        }

        PrintLighting(score);
        foreach (string line in trust.Lines())
        {
            Console.WriteLine(line);
        }
    }

    private static void PrintLighting(ScoreCard score)
    {
        foreach ((string level, (int read, int all)) in score.Lighting)
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"lines read, {level}: {read} of {all} ({(double)read / all:P1})")
            );
        }
    }

    private static string Line(string task, TaskScore sums)
    {
        bool boxes = sums.TruthBoxes > 0;
        bool lines = task == "ocr" && boxes;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{task, -9} {sums.Count, 3}  {Ratio(sums.Exact, sums.Count):F3}  {(task == "describe" ? "    -" : $"{Ratio(sums.Valid, sums.Count):F3}")}  {Cell(boxes, sums.Recall)}  {Cell(boxes, sums.Precision)}  {Cell(boxes, sums.MeanOverlap)}  {Cell(lines, sums.LineRate)}  {Cell(lines, sums.CharacterErrorRate)}  {Cell(task == "scene", Ratio(sums.RightLighting, sums.Count))}"
        );
    }

    private static string Cell(bool there, double value) => there ? value.ToString("F3", CultureInfo.InvariantCulture) : "    -";

    private static JsonObject ToJson(ScoreCard score)
    {
        var tasks = new JsonObject();
        foreach ((string task, TaskScore sums) in score.Tasks)
        {
            var entry = new JsonObject { ["n"] = sums.Count, ["exact"] = Ratio(sums.Exact, sums.Count) };
            if (task != "describe")
            {
                entry["valid"] = Ratio(sums.Valid, sums.Count);
            }

            if (sums.TruthBoxes > 0)
            {
                entry["found"] = sums.Hits;
                entry["recall"] = sums.Recall;
                entry["precision"] = sums.Precision;
                entry["mean_iou"] = sums.MeanOverlap;
            }

            if (task == "ocr")
            {
                entry["lines_read"] = sums.Lines;
                entry["lines"] = sums.LineRate;
                entry["cer"] = sums.CharacterErrorRate;
            }

            if (task == "scene")
            {
                entry["lighting"] = Ratio(sums.RightLighting, sums.Count);
            }

            tasks[task] = entry;
        }

        var lighting = new JsonObject();
        foreach ((string level, (int read, int all)) in score.Lighting)
        {
            lighting[level] = new JsonObject { ["read"] = read, ["of"] = all };
        }

        return new JsonObject { ["tasks"] = tasks, ["lines_by_lighting"] = lighting };
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
