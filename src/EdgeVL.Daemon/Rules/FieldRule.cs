using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>One condition on a field's value.</summary>
/// <remarks>A rule of validity tells whether the reading can be right at all; when it is broken, a misread is likelier than a bad part,
/// and nothing was read. A rule of business is about the part and is asked only of values that may be believed.</remarks>
public abstract record FieldRule
{
    /// <summary>What a broken rule means; the default is the rule's own.</summary>
    public Verdict? Broken { get; init; }

    /// <summary>The verdict where the recipe gives none.</summary>
    internal abstract Verdict UsualVerdict { get; }

    /// <summary>Checks a value that was read.</summary>
    internal abstract IEnumerable<Finding> Check(FieldValue value, RuleContext context);

    private protected Finding Break(string code, FieldValue value, JsonNode? limit, JsonNode? found = null) =>
        Finding.Of(Broken ?? UsualVerdict, code, value.Field, found ?? JsonValue.Create(value.Text), limit);
}

/// <summary>A value that was read, as rules see it.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Type">What the recipe says it is.</param>
/// <param name="Text">The value as text, never empty.</param>
/// <param name="Number">The same as a number; null where it is none.</param>
internal readonly record struct FieldValue(string Field, RuleType Type, string Text, decimal? Number);
