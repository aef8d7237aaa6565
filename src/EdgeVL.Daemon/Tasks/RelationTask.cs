using System.Text.Json;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Where one thing is relative to another: <c>{"relation":"above left"}</c>, or a list of such.</summary>
internal sealed class RelationTask : IVisionTask
{
    /// <inheritdoc/>
    public string CanonicalPrompt(TaskQuestion question) =>
        $"Where is the {question.Subject} relative to the {question.Reference}? Answer in JSON format.";

    /// <inheritdoc/>
    public TaskAnswer Read(TaskQuestion question, RawAnswer answer)
    {
        JsonElement json = AnswerJson.Of(answer.Text);
        JsonElement[] told = json.ValueKind switch
        {
            JsonValueKind.Array => [.. json.EnumerateArray()],
            JsonValueKind.Null => [],
            _ => [json],
        };
        bool isList = json.ValueKind == JsonValueKind.Array;
        RelationReading[] relations =
        [
            .. told.Select(
                    (one, index) =>
                        ReadOne(question, one) is { } relation
                            ? relation with
                            {
                                Probability = answer.ProbabilityAt(isList ? $"/{index}/relation" : "/relation"),
                            }
                            : null
                )
                .OfType<RelationReading>(),
        ];
        return TaskAnswer.Of(relations.Length, told.Length - relations.Length) with { Relations = relations };
    }

    private static RelationReading? ReadOne(TaskQuestion question, JsonElement one)
    {
        if (one.ValueKind != JsonValueKind.Object || !one.TryGetProperty("relation", out _))
        {
            throw new AnswerFormatException("the answer has no 'relation'");
        }

        return JsonTexts.Optional(one, "relation") is { } relation
            ? new RelationReading(
                JsonTexts.Optional(one, "subject") ?? question.Subject,
                relation,
                JsonTexts.Optional(one, "reference") ?? question.Reference
            )
            : null;
    }
}
