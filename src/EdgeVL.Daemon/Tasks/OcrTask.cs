using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Every line of text: <c>[{"bbox_2d":[x1,y1,x2,y2],"text_content":"LOT-4821"}]</c>.</summary>
internal sealed class OcrTask : IVisionTask
{
    private static readonly PlacedWords Lines = new(["text_content", "text"]);

    /// <inheritdoc/>
    public string CanonicalPrompt(TaskQuestion question) =>
        "Spotting all the text in the image with line-level, and output in JSON format.";

    /// <inheritdoc/>
    public TaskAnswer Read(TaskQuestion question, RawAnswer answer)
    {
        List<PlacedWord> lines = Lines.Read(AnswerJson.Of(answer.Text));
        TextReading[] texts =
        [
            .. lines
                .Where(static line => line.Word is not null)
                .Select(line => new TextReading(line.Word!, line.Box is { } box ? answer.Crop.ToPixels(box) : null)
                {
                    Probability = answer.ProbabilityAt(line.Pointer),
                    Measured = answer.Measured.GetValueOrDefault(line.Pointer),
                }),
        ];
        return TaskAnswer.Of(texts.Length, lines.Count - texts.Length) with { Texts = texts };
    }
}
