using EdgeVL.Benchmarks.Accuracy;
using EdgeVL.Capture;
using EdgeVL.Cli.Evaluation;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Benchmarks.Constraints;

/// <summary>The same answers of the small model, written freely and in their form, by turns.</summary>
internal static class ConstrainedPairs
{
    private const string Task = "ocr";
    private const string Nothing = "[]";

    private static readonly GenerationOptions Options = new() { MaxTokens = 160, StopAtRepetition = false };

    /// <summary>Measures how much of the time of free answers constrained ones take; the prompt was read before in both.</summary>
    public static void Measure(BenchmarkOptions options, FigureSheet sheet)
    {
        using VisionLanguageModel model = VisionLanguageModel.Load(
            NanoModels.Build(options, Precision.Int8),
            new EngineOptions { Profile = ExecutionProfile.Cpu, Context = 1024 },
            TimeProvider.System,
            NullLogger.Instance
        );
        var rounds = new Totals[options.Rounds];
        int equal = 0;
        int asked = 0;
        string folder = Repository.At("samples");
        foreach (TruthRow row in TruthJson.Read(folder).Where(static row => AskOf(row).Answer != Nothing).Take(options.Quick ? 3 : 10))
        {
            TruthAsk ask = AskOf(row);
            using Frame frame = StillImage.Load(Path.Combine(folder, row.Image));
            var view = new PixelView(frame.Pixels, frame.Width, frame.Height, frame.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
            using EncodedPicture picture = model.Encode(view, budget: null, CancellationToken.None);
            DecoderPrompt prompt = model.Compose([ChatMessage.User([new ImagePart(), new TextPart(ask.Prompt)])], [picture], [], []);
            asked++;
            equal += TryMeasure(model, prompt, AskForm.Of(ask)!, rounds) ? 1 : 0;
        }

        Tell(sheet, rounds, equal, asked);
    }

    private static TruthAsk AskOf(TruthRow row) => row.Asks.First(static ask => ask.Task == Task);

    // False where the two answers differ, and so their times say nothing.
    private static bool TryMeasure(VisionLanguageModel model, DecoderPrompt prompt, AskForm form, Totals[] rounds)
    {
        Answer Free() => model.Generator.Run(prompt, Options, listener: null, CancellationToken.None);
        Answer Constrained() => model.Constrained.Run(prompt, form.Constraint, Options, listener: null, CancellationToken.None);

        if (Free().Text != Constrained().Text)
        {
            return false;
        }

        for (int round = 0; round < rounds.Length; round++)
        {
            Answer first = round % 2 == 0 ? Free() : Constrained();
            Answer second = round % 2 == 0 ? Constrained() : Free();
            (Answer free, Answer constrained) = round % 2 == 0 ? (first, second) : (second, first);
            rounds[round] = rounds[round].With(free, constrained);
        }

        return true;
    }

    private static void Tell(FigureSheet sheet, Totals[] rounds, int equal, int asked)
    {
        sheet.Judge("answers that are the same with and without their form", "some", $"{equal} of {asked}", equal > 0);
        if (equal == 0)
        {
            return;
        }

        sheet.Below(
            "constrained beside free, time for the same answers",
            Rounds.Median(rounds.Select(static round => round.Constrained / round.Free)),
            1,
            "",
            "F2"
        );
        Totals any = rounds[0];
        sheet.Tell(
            "tokens that nobody chose",
            $"{any.Forced} of {any.Tokens}; {FigureSheet.Number(1e3 * rounds.Min(static round => round.Free) / any.Tokens, "F2")} ms a token free, {FigureSheet.Number(1e3 * rounds.Min(static round => round.Constrained) / any.Tokens, "F2")} constrained"
        );
    }

    /// <summary>Seconds and tokens of one round.</summary>
    private readonly record struct Totals(double Free, double Constrained, int Tokens, int Forced)
    {
        public Totals With(Answer free, Answer constrained) =>
            new(
                Free + Seconds(free),
                Constrained + Seconds(constrained),
                Tokens + constrained.Tokens.Count,
                Forced + constrained.ForcedTokens
            );

        private static double Seconds(Answer answer) => (answer.PrefillTime + answer.DecodeTime).TotalSeconds;
    }
}
