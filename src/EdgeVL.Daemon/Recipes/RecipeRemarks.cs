using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Expressions;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Recipes;

/// <summary>What a person should know of a recipe that has no fault.</summary>
internal static class RecipeRemarks
{
    /// <summary>The remarks, a sentence each.</summary>
    public static IReadOnlyList<string> Of(
        YamlMap map,
        RecipeTrigger? trigger,
        IReadOnlyList<OutputField> fields,
        VerdictOptions verdicts
    ) =>
        trigger is null
            ? map.Has("deadline")
                ? ["'deadline' has no effect without a 'trigger'."]
                : []
            :
            [
                .. Waiting(fields, verdicts)
                    .Distinct()
                    .Select(static one =>
                        $"{one.Rule} is not asked while nothing brings '{one.Value}': an interval does not. Give it under 'verdict.values'."
                    ),
            ];

    private static IEnumerable<(string Rule, string Value)> Waiting(IReadOnlyList<OutputField> fields, VerdictOptions verdicts)
    {
        IReadOnlyDictionary<string, string> known = verdicts.KnownWith(trigger: null);
        foreach (OutputField field in fields)
        {
            foreach (ExpectedRule rule in field.Spec.Rules.OfType<ExpectedRule>().Where(rule => !known.ContainsKey(rule.Name)))
            {
                yield return ($"'output.{field.Name}.expected'", rule.Name);
            }
        }

        HashSet<string> ours =
        [
            .. ExpressionNames.OfEveryReading,
            .. fields.Select(static field => field.Name),
            .. fields.Select(static field => field.Name + ExpressionNames.ProbabilityOf),
        ];
        foreach (RuleExpression expression in verdicts.Expressions.Select(static rule => rule.Expression))
        {
            foreach (string name in expression.Names.Keys.Where(name => !ours.Contains(name) && !known.ContainsKey(name)))
            {
                yield return ($"The expression '{expression.Text}'", name);
            }
        }
    }
}
