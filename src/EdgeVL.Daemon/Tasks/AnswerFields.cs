using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Tasks;

/// <summary>Reads <c>{"lot":"LOT-4821","expiry":null}</c>: single values by name.</summary>
internal static class AnswerFields
{
    /// <summary>Reads an object of single values; what is null, blank or told in two ways was not read, and a reason names it.</summary>
    /// <param name="json">The object.</param>
    /// <param name="names">The names that count, in order; one that is not told was not read. Empty: those that are told.</param>
    /// <param name="answer">The whole answer, for what was measured of each value.</param>
    /// <exception cref="AnswerFormatException">A text holds half a character, or a value is no single one.</exception>
    public static TaskAnswer Read(JsonElement json, IReadOnlyList<string> names, RawAnswer answer)
    {
        ILookup<string, JsonElement> told = json.EnumerateObject().ToLookup(AnswerJson.NameOf, static property => property.Value);
        var fields = new Dictionary<string, FieldReading>();
        var reasons = new List<Reason>();
        foreach (string name in names.Count > 0 ? names : told.Select(static one => one.Key))
        {
            bool ambiguous = told[name].Select(static value => value.GetRawText()).Distinct().Skip(1).Any();
            FieldReading field = ambiguous || !told.Contains(name) ? new FieldReading(null, null) : ReadOne(told[name].First());
            fields.Add(name, answer.WithMeasured(field, RawAnswer.PointerTo(name)));
            if (field.Value is null)
            {
                reasons.Add(new Reason(ambiguous ? ReasonCode.Ambiguous : ReasonCode.Unreadable, name));
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
            case JsonValueKind.Object or JsonValueKind.Array:
                throw new AnswerFormatException("a field is no single value");
            case JsonValueKind.String:
                string text = AnswerJson.StringOf(value);
                return new FieldReading(string.IsNullOrWhiteSpace(text) ? null : JsonValue.Create(text), text);
            default:
                return new FieldReading(JsonNode.Parse(value.GetRawText()), value.GetRawText());
        }
    }
}
