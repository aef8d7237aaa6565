using System.Text.Json;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Scores an answer on a blank picture: what is as probable there was guessed, not read.</summary>
/// <param name="model">The model.</param>
/// <param name="form">The form of the answers.</param>
internal sealed class PriorCheck(VisionLanguageModel model, CompiledConstraint form)
{
    // ln P(picture) - ln P(blank): below this the picture made the value less than e times as probable.
    private const double LeastGain = 1;
    private const byte MiddleGrey = 128;

    private byte[] grey = [];

    /// <summary>The values, as they are written in results, to which the picture added nothing.</summary>
    public IReadOnlySet<string> Guessed(Answer answer, PatchGrid grid, string prompt, CancellationToken cancellation)
    {
        using EncodedPicture blank = Blank(grid, cancellation);
        DecoderPrompt asked = model.Compose([ChatMessage.User([new ImagePart(), new TextPart(prompt)])], [blank], [], []);
        var before = model
            .Constrained.Score(asked, form, answer.Text, cancellation)
            .ToDictionary(static value => value.Pointer, static value => value.Probability);
        var guessed = new HashSet<string>();
        foreach (FieldReading value in answer.Values.Where(CanBeGuessed))
        {
            double gain = Math.Log(value.Probability) - Math.Log(Math.Max(before.GetValueOrDefault(value.Pointer), double.Epsilon));
            if (gain < LeastGain && FormAnswer.ToField(value).Raw is { } raw)
            {
                guessed.Add(raw);
            }
        }

        return guessed;
    }

    // Words, and values with a name of their own; the numbers of a box are neither.
    private static bool CanBeGuessed(FieldReading value) =>
        value.Kind == JsonValueKind.String
        || (value.Pointer.LastIndexOf('/') == 0 && value.Kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False);

    private EncodedPicture Blank(PatchGrid grid, CancellationToken cancellation)
    {
        int side = model.PictureSettings.PatchSize;
        (int width, int height) = (grid.Columns * side, grid.Rows * side);
        int length = width * height * PixelView.BytesPerPixel;
        if (grey.Length < length)
        {
            grey = new byte[length];
            Array.Fill(grey, MiddleGrey);
        }

        long pixels = (long)width * height;
        var view = new PixelView(grey, width, height, width * PixelView.BytesPerPixel, PixelOrder.Bgr);
        return model.Encode(view, new PixelBudget(pixels, pixels), cancellation);
    }
}
