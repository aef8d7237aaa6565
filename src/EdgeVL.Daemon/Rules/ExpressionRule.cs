using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules.Expressions;

namespace EdgeVL.Daemon.Rules;

/// <summary>An expression of the recipe: where it is true, it asks for a verdict.</summary>
/// <param name="Expression">The condition.</param>
/// <param name="Verdict">What it means: reject or warn, as a rule.</param>
public sealed record ExpressionRule(RuleExpression Expression, Verdict Verdict);
