using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tests.Recipes;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class JudgedFieldsTests : IDisposable
{
    private readonly RecipeSheet sheet = new();

    public void Dispose() => sheet.Dispose();

    [Fact]
    public void A_field_has_its_own_limit_else_the_recipes_else_the_documented_one()
    {
        Recipe plain = sheet.Read("task: fields\noutput:\n  a: { min_probability: 0.7 }\n  b: {}\n");
        Recipe own = sheet.Read("task: fields\noutput:\n  a: { min_probability: 0.7 }\n  b: {}\ntrust: { min_probability: 0.8 }\n");

        Assert.Equal([0.7, TrustDefaults.MinProbability], Limits(plain, TrustLayers.All));
        Assert.Equal([0.7, 0.8], Limits(own, TrustLayers.All));
        Assert.Equal([null, null], Limits(own, TrustLayers.All & ~TrustLayers.Probability));
    }

    [Fact]
    public void Without_the_layer_of_rules_no_field_is_required_and_none_has_rules()
    {
        Recipe recipe = sheet.Read("task: count\nthings: parts\noutput:\n  count: { min: 1, max: 3 }\n");

        FieldSpec with = JudgedFields.Of(recipe, TrustLayers.All)[0].Spec;
        FieldSpec without = JudgedFields.Of(recipe, TrustLayers.All & ~TrustLayers.Rules)[0].Spec;

        Assert.True(with is { Required: true, Rules.Count: > 0 });
        Assert.True(without is { Required: false, Rules.Count: 0, MinProbability: not null });
    }

    [Fact]
    public void What_a_task_reads_by_itself_is_judged_too_but_no_sentence_by_its_probability()
    {
        IReadOnlyList<OutputField> fields = JudgedFields.Of(sheet.Read("task: scene\n"), TrustLayers.All);

        Assert.Equal(["lighting", "summary"], fields.Select(static field => field.Name));
        Assert.True(fields[0].Spec is { Required: true, MinProbability: not null });
        Assert.True(fields[1].Spec is { Required: false, MinProbability: null });
    }

    private static IEnumerable<double?> Limits(Recipe recipe, TrustLayers layers) =>
        JudgedFields.Of(recipe, layers).Select(static field => field.Spec.MinProbability);
}
