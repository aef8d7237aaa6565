using System.Text.Json.Nodes;
using EdgeVL.Daemon.Trust;
using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Cli.Evaluation;

/// <summary>One value of an answer beside the truth.</summary>
/// <param name="Name">Key in the answer; for a list the number of its item.</param>
/// <param name="Value">What was read.</param>
/// <param name="Type">Type of the reading, under which its calibration is kept.</param>
/// <param name="Probability">The model's own probability.</param>
/// <param name="IsRight">Whether it equals the truth.</param>
internal sealed record ScoredValue(string Name, JsonNode? Value, string Type, double Probability, bool IsRight)
{
    /// <summary>The values of a constrained answer that a question asks for: of an object each key, of a list each item's word.</summary>
    public static IEnumerable<ScoredValue> Of(TruthAsk ask, AskForm form, IReadOnlyList<FieldReading> values)
    {
        JsonNode truth = JsonNode.Parse(ask.Answer)!;
        return form.WordKey is { } word ? Words(truth.AsArray(), word, values) : Keys(truth.AsObject(), values);
    }

    /// <summary>For fits and reports.</summary>
    public ScoredReading ToReading(string label, double probability) => new(probability, IsRight, label);

    private static IEnumerable<ScoredValue> Keys(JsonObject truth, IReadOnlyList<FieldReading> values)
    {
        foreach ((string key, JsonNode? right) in truth)
        {
            string pointer = $"/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            if (values.FirstOrDefault(value => value.Pointer == pointer) is { } value)
            {
                JsonNode? read = value.IsRead ? JsonNode.Parse(value.Text) : null;
                yield return new ScoredValue(key, read, ReadingTypes.Of(value.Kind), value.Probability, JsonNode.DeepEquals(read, right));
            }
        }
    }

    private static IEnumerable<ScoredValue> Words(JsonArray truth, string word, IReadOnlyList<FieldReading> values)
    {
        string[] right = [.. truth.Select(item => item![word]!.GetValue<string>())];
        foreach (FieldReading value in values.Where(value => value.Pointer.EndsWith($"/{word}", StringComparison.Ordinal) && value.IsRead))
        {
            string read = JsonNode.Parse(value.Text)!.GetValue<string>();
            yield return new ScoredValue(
                value.Pointer.Split('/')[1],
                read,
                ReadingTypes.Of(value.Kind),
                value.Probability,
                right.Contains(read)
            );
        }
    }
}
