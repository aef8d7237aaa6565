using System.Text.Json;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Named fields of a label or display: <c>{"lot":"LOT-4821","expiry":null}</c>, null where a field is not visible.</summary>
internal sealed class FieldsTask : IVisionTask
{
    /// <inheritdoc/>
    public string CanonicalPrompt(TaskQuestion question) =>
        $"Read these fields from the image: {string.Join(", ", question.FieldNames)}. Answer in JSON format, null where a field is not visible.";

    /// <inheritdoc/>
    public TaskAnswer Read(TaskQuestion question, RawAnswer answer)
    {
        JsonElement json = AnswerJson.Of(answer.Text, mayRepeatNames: true);
        if (json.ValueKind == JsonValueKind.Null)
        {
            return TaskAnswer.NothingRead();
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new AnswerFormatException("the answer is no object of fields");
        }

        return
            question.FieldNames.Count > 0
            && !json.EnumerateObject().Any(property => question.FieldNames.Contains(AnswerJson.NameOf(property)))
            ? throw new AnswerFormatException("the answer has none of the fields")
            : AnswerFields.Read(json, question.FieldNames, answer);
    }
}
