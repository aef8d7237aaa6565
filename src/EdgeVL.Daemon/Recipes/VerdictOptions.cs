using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Recipes;

/// <summary>The section <c>verdict</c>: rules over the whole reading.</summary>
public sealed record VerdictOptions
{
    /// <summary>Expressions with the verdict that each asks for.</summary>
    public IReadOnlyList<ExpressionRule> Expressions { get; init; } = [];

    /// <summary>How findings become one verdict.</summary>
    public VerdictPolicy Policy { get; init; } = new();

    /// <summary>Values that expressions and rules know beside the trigger's, such as <c>expected</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}
