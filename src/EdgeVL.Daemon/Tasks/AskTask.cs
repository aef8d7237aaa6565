using System.Text.Json;

namespace EdgeVL.Daemon.Tasks;

/// <summary>A question in the user's words: a JSON object of single values becomes fields, and the answer is kept as text in any case.</summary>
internal sealed class AskTask : IVisionTask
{
    /// <inheritdoc/>
    public string CanonicalPrompt(TaskQuestion question) => throw new InvalidOperationException("A question has no canonical wording.");

    /// <inheritdoc/>
    public TaskAnswer Read(TaskQuestion question, RawAnswer answer) =>
        (question.WantsJson ? AnswerJson.Of(answer.Text, mayRepeatNames: true) : IfJson(answer.Text)) is { } json
            ? FromJson(json, answer)
            : FromWords(FreeText.Of(answer));

    private static JsonElement? IfJson(string text)
    {
        try
        {
            return AnswerJson.Of(text, mayRepeatNames: true);
        }
        catch (AnswerFormatException)
        {
            return null;
        }
    }

    private static TaskAnswer FromWords(string words) =>
        (words.Length == 0 ? TaskAnswer.NothingRead() : TaskAnswer.Of(read: 1, declined: 0)) with
        {
            Answer = words,
        };

    private static TaskAnswer FromJson(JsonElement json, RawAnswer answer)
    {
        TaskAnswer read = json.ValueKind switch
        {
            JsonValueKind.Object when json.EnumerateObject().All(static property => IsSingle(property.Value)) => AnswerFields.Read(
                json,
                [],
                answer
            ),
            JsonValueKind.Null => TaskAnswer.NothingRead(),
            JsonValueKind.Array when json.GetArrayLength() == 0 => TaskAnswer.NothingRead(),
            JsonValueKind.String when string.IsNullOrWhiteSpace(AnswerJson.StringOf(json)) => TaskAnswer.NothingRead(),
            _ => TaskAnswer.Of(read: 1, declined: 0),
        };
        return read with { Answer = AnswerJson.WithoutThoughts(answer.Text) };
    }

    private static bool IsSingle(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
