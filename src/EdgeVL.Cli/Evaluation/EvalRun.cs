using EdgeVL.Capture;
using EdgeVL.Daemon.Trust;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Cli.Evaluation;

/// <summary>Answers the questions of a labelled folder: once freely, for the raw answer, and once in its form, for the probabilities.</summary>
/// <param name="model">The model.</param>
/// <param name="folder">The labelled folder.</param>
/// <param name="task">Only questions of this task; null for all.</param>
internal sealed class EvalRun(VisionLanguageModel model, string folder, string? task)
{
    private const int LongestAnswer = 160;

    // The raw answer is the model's own, loops and all, as the reference gives it.
    private static readonly GenerationOptions Options = new() { MaxTokens = LongestAnswer, StopAtRepetition = false };

    /// <summary>Answers row by row.</summary>
    /// <param name="listener">Receives each answer.</param>
    /// <param name="progress">Told the share that is done.</param>
    public void Run(
        IReadOnlyList<TruthRow> rows,
        Action<EvalAnswer> listener,
        Action<string, double> progress,
        CancellationToken cancellation
    )
    {
        for (int i = 0; i < rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            TruthAsk[] asks = [.. rows[i].Asks.Where(ask => task is null || ask.Task == task)];
            if (asks.Length > 0)
            {
                Answer(rows[i], asks, listener, cancellation);
            }

            progress(rows[i].Image, (i + 1.0) / rows.Count);
        }
    }

    private void Answer(TruthRow row, TruthAsk[] asks, Action<EvalAnswer> listener, CancellationToken cancellation)
    {
        using Frame frame = StillImage.Load(Path.Combine(folder, row.Image));
        var view = new PixelView(frame.Pixels, frame.Width, frame.Height, frame.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
        using EncodedPicture picture = model.Encode(view, budget: null, cancellation);
        foreach (TruthAsk ask in asks)
        {
            DecoderPrompt prompt = model.Compose([ChatMessage.User([new ImagePart(), new TextPart(ask.Prompt)])], [picture], [], []);
            Answer free = model.Generator.Run(prompt, Options, listener: null, cancellation);
            AskForm? form = AskForm.Of(ask);
            ScoredValue[] values = form is null
                ? []
                :
                [
                    .. ScoredValue.Of(
                        ask,
                        form,
                        model.Constrained.Run(prompt, form.Constraint, Options, listener: null, cancellation).Values
                    ),
                ];
            listener(new EvalAnswer(row, ask, free.Text, form?.WordKey is not null, values));
        }
    }
}

/// <summary>An answer beside the truth.</summary>
/// <param name="Row">The picture.</param>
/// <param name="Ask">The question.</param>
/// <param name="Text">The raw answer.</param>
/// <param name="IsList">Whether the values are words of a list.</param>
/// <param name="Values">Its values.</param>
internal sealed record EvalAnswer(TruthRow Row, TruthAsk Ask, string Text, bool IsList, IReadOnlyList<ScoredValue> Values)
{
    /// <summary>The values as readings of <paramref name="calibration"/>, or with the model's own probabilities where it is null.</summary>
    public IEnumerable<(ScoredValue Value, double Probability)> Calibrated(CalibrationFile? calibration) =>
        Values.Select(value => (value, calibration?.Find(Ask.Task, value.Type)?.Apply(value.Probability) ?? value.Probability));

    /// <summary>What errs together: the one label that a value belongs to.</summary>
    public string LabelOf(ScoredValue value) => $"{Row.Image}/{value.Name}";
}
