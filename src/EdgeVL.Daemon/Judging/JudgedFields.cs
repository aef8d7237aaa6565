using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Judging;

/// <summary>The fields that a recipe's readings are judged by: its own output, and what its task reads by itself.</summary>
internal static class JudgedFields
{
    // A sentence has many words that could have been others: its joint probability says nothing of its truth.
    // No two frames are summed up in the same words either.
    internal const string Summary = "summary";

    /// <summary>The fields, each with its least probability and rules as far as their layers are at work.</summary>
    public static IReadOnlyList<OutputField> Of(Recipe recipe, TrustLayers layers)
    {
        OutputField[] own =
        [
            .. TaskFields.Of(recipe.Question).Where(field => recipe.Output.All(other => other.Name != field.Name)).Select(Optional),
        ];
        return [.. recipe.Output.Concat(own).Select(field => field with { Spec = Spec(field, recipe, layers) })];
    }

    private static OutputField Optional(OutputField field) =>
        field.Name == Summary ? field with { Spec = field.Spec with { Required = false } } : field;

    private static FieldSpec Spec(OutputField field, Recipe recipe, TrustLayers layers)
    {
        FieldSpec spec = field.Spec;
        bool rules = layers.HasFlag(TrustLayers.Rules);
        double? usual = spec.Name == Summary ? null : recipe.Trust.MinProbability ?? TrustDefaults.MinProbabilityOf(recipe, field);
        return spec with
        {
            Required = spec.Required && rules,
            Rules = rules ? spec.Rules : [],
            MinProbability = layers.HasFlag(TrustLayers.Probability) ? spec.MinProbability ?? usual : null,
        };
    }
}
