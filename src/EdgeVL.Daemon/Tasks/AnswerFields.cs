using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Reads <c>{"lot":"LOT-4821","expiry":null}</c>: single values by name.</summary>
internal static class AnswerFields
{
    /// <summary>Reads an object of single values; what is null, blank or told in two ways was not read, and a reason names it.</summary>
    /// <exception cref="AnswerFormatException">A text holds half a character.</exception>
    public static TaskAnswer Read(JsonElement json)
    {
        var fields = new Dictionary<string, FieldReading>();
        var reasons = new List<Reason>();
        foreach (
            IGrouping<string, JsonElement> told in json.EnumerateObject().GroupBy(AnswerJson.NameOf, static property => property.Value)
        )
        {
            bool ambiguous = told.Select(static value => value.GetRawText()).Distinct().Skip(1).Any();
            FieldReading field = ambiguous ? new FieldReading(null, null) : ReadOne(told.First());
            fields.Add(told.Key, field);
            if (field.Value is null)
            {
                reasons.Add(new Reason(ambiguous ? ReasonCode.Ambiguous : ReasonCode.Unreadable, told.Key));
            }
        }

        return fields.Count == 0
            ? TaskAnswer.NothingRead()
            : new TaskAnswer
            {
                Verdict = reasons.Count < fields.Count ? Verdict.Accept : Verdict.NoRead,
                Fields = fields,
                Reasons = reasons,
            };
    }

    private static FieldReading ReadOne(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return new FieldReading(null, null);
            case JsonValueKind.String:
                string text = AnswerJson.StringOf(value);
                return new FieldReading(string.IsNullOrWhiteSpace(text) ? null : JsonValue.Create(text), text);
            default:
                return new FieldReading(JsonNode.Parse(value.GetRawText()), value.GetRawText());
        }
    }
}
