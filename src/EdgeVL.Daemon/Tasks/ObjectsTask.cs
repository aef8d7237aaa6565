using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Every object, or those of one description: <c>[{"bbox_2d":[x1,y1,x2,y2],"label":"red circle"}]</c>.</summary>
internal sealed class ObjectsTask : IVisionTask
{
    /// <inheritdoc/>
    public string CanonicalPrompt(TaskQuestion question) =>
        question.Description is { } description
            ? $"Locate every object that matches the description \"{description}\" in the image. Report bbox coordinates in JSON format."
            : "Locate every object in the image. Report bbox coordinates in JSON format.";

    /// <inheritdoc/>
    public TaskAnswer Read(TaskQuestion question, RawAnswer answer)
    {
        List<PlacedWord> found = new PlacedWords(["label"], assumed: question.Description).Read(AnswerJson.Of(answer.Text));
        ObjectReading[] objects =
        [
            .. found
                .Where(static one => one.Word is not null)
                .Select(one => new ObjectReading(one.Word!, one.Box is { } box ? answer.Crop.ToPixels(box) : null)
                {
                    Probability = answer.ProbabilityAt(one.Pointer),
                }),
        ];
        return TaskAnswer.Of(objects.Length, found.Count - objects.Length) with { Objects = objects };
    }
}
