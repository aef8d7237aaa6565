namespace EdgeVL.Daemon.Rules;

/// <summary>One field of a recipe's output, as rules see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What kind of value it holds.</param>
public sealed record FieldSpec(string Name, RuleType Type)
{
    /// <summary>Whether a reading without it is none. Default true.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Least measured probability, 0 to 1; null where it is not judged.</summary>
    public double? MinProbability { get; init; }

    /// <summary>Its rules; all of them are asked.</summary>
    public IReadOnlyList<FieldRule> Rules { get; init; } = [];
}
