using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Tests.Rules;

/// <summary>Short forms for readings and contexts.</summary>
internal static class Reading
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static RuleContext Context { get; } =
        new()
        {
            Recipe = "lot-code",
            CapturedAt = Noon,
            Today = new DateOnly(2026, 11, 22),
        };

    public static FieldReading Field(JsonNode? value, double? probability = 0.99) =>
        new(value, value?.ToString()) { Probability = probability };

    public static Dictionary<string, FieldReading> Of(string name, JsonNode? value, double? probability = 0.99) =>
        new() { [name] = Field(value, probability) };

    /// <summary>What one rule says of one value.</summary>
    public static RuleOutcome Judge(FieldRule rule, JsonNode? value, RuleType type = RuleType.Text, RuleContext? context = null) =>
        new RuleSet([new FieldSpec("x", type) { Rules = [rule] }]).Evaluate(Of("x", value), context ?? Context);

    public static string Codes(this RuleOutcome outcome) => string.Join(' ', outcome.Reasons.Select(static reason => reason.Code));
}
