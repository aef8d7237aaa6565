using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Cli.Evaluation;
using EdgeVL.Cli.Samples;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl eval</c>: answers every question of a labelled folder and scores the answers.</summary>
internal sealed class EvalCommand
{
    private const int LongestAnswer = 160;

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
        };
        model.AddTo(command);
        command.Body(Run);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetValue(samples) ?? SampleFolders.Samples();
        TruthRow[] rows = TruthJson.Read(folder);
        using VisionLanguageModel loaded = model.Load(parsed, cancellation);
        var score = new ScoreCard();
        List<Prediction> predictions = ProgressLine.Run("answering", report => Answer(loaded, folder, rows, score, report, cancellation));
        if (parsed.GetValue(output) is { } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(predictions, new TruthJson(Readable).ListPrediction));
        }

        Print(score, parsed.GetValue(CommandRunner.Json));
        return ExitCode.Ok;
    }

    private static List<Prediction> Answer(
        VisionLanguageModel model,
        string folder,
        TruthRow[] rows,
        ScoreCard score,
        Action<string, double> report,
        CancellationToken cancellation
    )
    {
        var options = new GenerationOptions { MaxTokens = LongestAnswer, StopAtRepetition = false };
        var predictions = new List<Prediction>();
        for (int i = 0; i < rows.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using Frame frame = StillImage.Load(Path.Combine(folder, rows[i].Image));
            var view = new PixelView(frame.Pixels, frame.Width, frame.Height, frame.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
            using EncodedPicture picture = model.Encode(view, budget: null, cancellation);
            foreach (TruthAsk ask in rows[i].Asks)
            {
                var prompt = model.Compose([ChatMessage.User([new ImagePart(), new TextPart(ask.Prompt)])], [picture], [], []);
                Answer answer = model.Generator.Run(prompt, options, listener: null, cancellation);
                score.Add(rows[i], ask, answer.Text);
                predictions.Add(new Prediction(rows[i].Image, ask.Task, ask.Prompt, answer.Text));
            }

            report(rows[i].Image, (i + 1.0) / rows.Length);
        }

        return predictions;
    }

    private static void Print(ScoreCard score, bool json)
    {
        if (json)
        {
            Console.WriteLine(ToJson(score).ToJsonString());
            return;
        }

        Console.WriteLine("task        n  exact  valid recall precis.  iou   lines   cer  lighting");
        foreach ((string task, TaskScore sums) in score.Tasks)
        {
            Console.WriteLine(Line(task, sums));
        }

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
