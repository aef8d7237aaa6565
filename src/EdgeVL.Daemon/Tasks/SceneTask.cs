using System.Text.Json;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Lighting and summary: <c>{"lighting":"dim","summary":"A dim scene with …"}</c>.</summary>
internal sealed class SceneTask : IVisionTask
{
    /// <inheritdoc/>
    public string CanonicalPrompt(TaskQuestion question) => "Describe the scene and its lighting in JSON format.";

    /// <inheritdoc/>
    public TaskAnswer Read(TaskQuestion question, RawAnswer answer)
    {
        SceneReading? scene = question.WantsJson ? FromJson(AnswerJson.Of(answer.Text), answer) : FromWords(FreeText.Of(answer));
        return scene is null ? TaskAnswer.NothingRead() : TaskAnswer.Of(read: 1, declined: 0) with { Scene = scene };
    }

    private static SceneReading? FromWords(string words) => words.Length == 0 ? null : new SceneReading(Lighting: null, words);

    private static SceneReading? FromJson(JsonElement json, RawAnswer answer)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || !(json.TryGetProperty("lighting", out _) || json.TryGetProperty("summary", out _)))
        {
            throw new AnswerFormatException("the answer has neither 'lighting' nor 'summary'");
        }

        var scene = new SceneReading(JsonTexts.Optional(json, "lighting"), JsonTexts.Optional(json, "summary"))
        {
            Probability = answer.ProbabilityAt("/lighting"),
        };
        return scene is { Lighting: null, Summary: null } ? null : scene;
    }
}
