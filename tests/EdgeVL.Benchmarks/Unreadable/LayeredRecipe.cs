using EdgeVL.Capture;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>One recipe with all layers, with each taken away, and bare: <c>edgevl recipe run --without</c>, for all at once.</summary>
internal sealed class LayeredRecipe
{
    private static readonly TriggerFacts Trigger = new("bench");

    private readonly RecipeInspector[] stills;
    private readonly RecipeInspector[] live;

    /// <summary>Reads the recipe and makes an inspector for every combination.</summary>
    /// <param name="yaml">The recipe, whose name is <paramref name="name"/>.</param>
    /// <param name="folder">Where it may be written.</param>
    /// <param name="answers">What recipes remember together of one picture.</param>
    public LayeredRecipe(string name, string yaml, string folder, Inspector inspector, Dictionary<string, ModelAnswer> answers)
    {
        Name = name;
        string path = Path.Combine(folder, $"{name}.yaml");
        File.WriteAllText(path, yaml);
        Recipe recipe = RecipeFolder.ReadOne(path, cameras: null);
        stills = [.. Combinations.Select(one => Make(one.Layers, isStills: true))];
        live = [.. Combinations.Select(one => Make(one.Layers, isStills: false))];

        RecipeInspector Make(TrustLayers layers, bool isStills)
        {
            var around = new RecipeSurroundings
            {
                Layers = layers,
                IsStills = isStills,
                Calibration = inspector.Calibration,
            };
            return new RecipeInspector(
                recipe,
                inspector,
                around,
                asked => new RememberedReader(new ModelLook(asked, inspector, around), answers)
            );
        }
    }

    /// <summary>The combinations, all layers first and none last. Files are readings of their own, for which agreement is no layer.</summary>
    public static IReadOnlyList<(string Name, TrustLayers Layers)> Combinations { get; } =
    [
        ("all layers", TrustLayers.All),
        ("without gates", TrustLayers.All & ~TrustLayers.Gates),
        ("without probability", TrustLayers.All & ~TrustLayers.Probability),
        ("without rules", TrustLayers.All & ~TrustLayers.Rules),
        ("bare model", TrustLayers.None),
    ];

    public string Name { get; }

    /// <summary>Reads a picture that is a reading of its own, once for each combination.</summary>
    public Result[] Read(Frame frame) => [.. stills.Select(one => one.Read(frame, Trigger, CancellationToken.None).Result)];

    /// <summary>Reads a picture of a camera that showed another one before.</summary>
    public Result[] Read(Frame before, Frame frame) => [.. live.Select(one => Read(one, before, frame))];

    private static Result Read(RecipeInspector inspector, Frame before, Frame frame)
    {
        inspector.Collect(before);
        return inspector.Read(frame, Trigger, CancellationToken.None).Result;
    }

    /// <summary>The values of a result that somebody would act on.</summary>
    public static IEnumerable<string> Accepted(Result result) =>
        result.Verdict is Verdict.NoRead or Verdict.Error
            ? []
            : result
                .Fields.Values.Select(static field => field.Value?.ToString())
                .OfType<string>()
                .Concat(result.Fields.Count > 0 ? [] : result.Texts.Select(static text => text.Text));
}
