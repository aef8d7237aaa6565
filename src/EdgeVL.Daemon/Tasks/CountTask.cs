using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>How many there are: <c>{"count":3}</c>, which becomes the field <c>count</c>.</summary>
internal sealed class CountTask : IVisionTask
{
    /// <inheritdoc/>
    public string CanonicalPrompt(TaskQuestion question) => $"Count the number of {question.Things} in the image. Answer in JSON format.";

    /// <inheritdoc/>
    public TaskAnswer Read(TaskQuestion question, RawAnswer answer)
    {
        JsonElement json = AnswerJson.Of(answer.Text);
        if (json.ValueKind == JsonValueKind.Object && !json.TryGetProperty("count", out json))
        {
            throw new AnswerFormatException("the answer has no 'count'");
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            return TaskAnswer.NothingRead();
        }

        string raw = json.ValueKind == JsonValueKind.String ? AnswerJson.StringOf(json) : json.GetRawText();
        return int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? TaskAnswer.Of(read: 1, declined: 0) with
            {
                Fields = new Dictionary<string, FieldReading>
                {
                    ["count"] = answer.WithMeasured(new(JsonValue.Create(count), raw), "/count"),
                },
            }
            : throw new AnswerFormatException("'count' is no whole number from 0");
    }
}
