using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Recipes;

/// <summary>The section <c>verdict</c>: rules over the whole reading.</summary>
public sealed record VerdictOptions
{
    /// <summary>Expressions with the verdict that each asks for.</summary>
    public IReadOnlyList<ExpressionRule> Expressions { get; init; } = [];

    /// <summary>How findings become one verdict.</summary>
    public VerdictPolicy Policy { get; init; } = new();

    /// <summary>Values that hold where the trigger brings none of their name, such as <c>expected</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The values of one reading, by the names that expressions and rules use: <c>trigger_NAME</c>, and bare <c>expected</c> and those
    /// that the recipe gives.</summary>
    /// <param name="trigger">What came with the trigger; null for nothing.</param>
    public IReadOnlyDictionary<string, string> KnownWith(IReadOnlyDictionary<string, string>? trigger)
    {
        var known = new Dictionary<string, string>();
        foreach ((string name, string value) in Values.Concat(trigger ?? new Dictionary<string, string>()))
        {
            known[TriggerNames.Prefix + name] = value;
            if (TriggerNames.IsBare(name, Values.Keys))
            {
                known[name] = value;
            }
        }

        return known;
    }
}
