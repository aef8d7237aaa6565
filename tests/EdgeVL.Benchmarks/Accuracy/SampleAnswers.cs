using EdgeVL.Capture;
using EdgeVL.Cli.Evaluation;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>Answers questions of labelled frames as <c>edgevl eval</c> does, and scores them.</summary>
internal sealed class SampleAnswers : IDisposable
{
    private static readonly GenerationOptions Options = new() { MaxTokens = 160, StopAtRepetition = false };

    private readonly VisionLanguageModel model;
    private readonly List<Prediction> predictions = [];

    /// <param name="builtModel">The model.</param>
    /// <param name="threads">Threads that compute; 0 for one a core.</param>
    public SampleAnswers(string builtModel, int threads = 0) =>
        model = VisionLanguageModel.Load(
            builtModel,
            new EngineOptions
            {
                Profile = ExecutionProfile.Cpu,
                Context = 1024,
                Threads = threads,
            },
            TimeProvider.System,
            NullLogger.Instance
        );

    /// <summary>Sums so far.</summary>
    public ScoreCard Score { get; } = new();

    /// <summary>Answers so far, in order.</summary>
    public IReadOnlyList<Prediction> Predictions => predictions;

    /// <summary>Answers questions about one frame.</summary>
    public void Answer(SampleQuestions questions)
    {
        TruthRow row = questions.Row;
        using Frame frame = StillImage.Load(Path.Combine(questions.Folder, row.Image));
        var view = new PixelView(frame.Pixels, frame.Width, frame.Height, frame.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
        using EncodedPicture picture = model.Encode(view, budget: null, CancellationToken.None);
        foreach (TruthAsk ask in questions.Asks)
        {
            DecoderPrompt prompt = model.Compose([ChatMessage.User([new ImagePart(), new TextPart(ask.Prompt)])], [picture], [], []);
            Answer answer = model.Generator.Run(prompt, Options, listener: null, CancellationToken.None);
            Score.Add(row, ask, answer.Text);
            predictions.Add(new Prediction(row.Image, ask.Task, ask.Prompt, answer.Text));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
