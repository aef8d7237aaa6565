using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Generation;
using Value = EdgeVL.Qwen3VL.Constraints.FieldReading;

namespace EdgeVL.Daemon.Inspection;

/// <summary>An answer whose form somebody gave: its values become fields with their probabilities.</summary>
internal static class FormAnswer
{
    // Plain text has no names of its own.
    private const string WholeAnswer = "answer";

    /// <summary>The result with the answer's values. What was only written to end the answer in time counts as not read.</summary>
    public static Result ApplyTo(Result result, Answer answer)
    {
        var fields = new Dictionary<string, FieldReading>();
        foreach (Value value in answer.Values.Where(static value => value.Kind is not (JsonValueKind.Object or JsonValueKind.Array)))
        {
            fields[NameOf(value.Pointer)] = ToField(value);
        }

        bool whole = answer.Finish == FinishReason.Stop;
        bool read = fields.Values.Any(static field => field.Value is not null);
        return result with
        {
            Verdict =
                !whole ? Verdict.Error
                : read || fields.Count == 0 ? Verdict.Accept
                : Verdict.NoRead,
            Reasons = whole
                ? read || fields.Count == 0
                    ? []
                    : [new Reason(ReasonCode.Unreadable)]
                : [ReasonOf(answer.Finish)],
            Fields = fields,
            Answer = answer.Text,
        };
    }

    /// <summary>One value as a field.</summary>
    public static FieldReading ToField(Value value) =>
        new(value.IsRead ? ValueOf(value) : null, Bare(value.Text))
        {
            Probability = value.Probability,
            Weakest = value.Weakest,
            RunnerUp = value.RunnerUp is { } other ? Bare(other) + (value.RunnerUpIsWhole ? "" : "…") : null,
            AllowedMass = value.AllowedMass,
        };

    // Strings stand without their quotes; of a beginning the last character may be half an escape, and stays as it is written.
    private static string Bare(string text)
    {
        if (!text.StartsWith('"'))
        {
            return text;
        }

        bool whole = text.Length > 1 && text.EndsWith('"');
        try
        {
            return JsonNode.Parse(whole ? text : $"{text}\"")!.GetValue<string>();
        }
        catch (JsonException)
        {
            return text[1..];
        }
    }

    private static JsonNode? ValueOf(Value value) =>
        value.Kind == JsonValueKind.Undefined ? JsonValue.Create(value.Text) : JsonNode.Parse(value.Text);

    private static string NameOf(string pointer) =>
        pointer.Length == 0
            ? WholeAnswer
            : pointer[1..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static Reason ReasonOf(FinishReason finish) =>
        finish == FinishReason.Length
            ? new Reason(ReasonCode.Truncated)
            : new Reason(ReasonCode.ModelError, Value: finish.ToString().ToLowerInvariant());
}
