using System.Text.Json.Nodes;
using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Proof;

/// <summary>Reads a recipe's golden pictures and compares what it reads with what is expected.</summary>
public sealed class GoldenReplay
{
    private static readonly TriggerFacts Trigger = new("golden");

    private readonly Recipe recipe;
    private readonly RecipeInspector inspector;
    private readonly TimeProvider time;

    /// <summary>Makes a replay for a model.</summary>
    /// <exception cref="FaultException">The schema of the output cannot be used.</exception>
    public GoldenReplay(Recipe recipe, Inspector inspector, RecipeSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(inspector);
        ArgumentNullException.ThrowIfNull(surroundings);
        (this.recipe, time) = (recipe, surroundings.Time);
        RecipeSurroundings own = surroundings with { IsStills = true, Kind = ReadingKind.Replay, Baselines = null, KeepsEvidence = false };
        this.inspector = new RecipeInspector(recipe, inspector, own);
        Identity = IdentityOf(recipe, inspector.Facts.Hash, surroundings.Calibration?.Hash);
    }

    /// <summary>What the replay holds for.</summary>
    public ProofIdentity Identity { get; }

    /// <summary>What a replay of a recipe with a model would hold for.</summary>
    public static ProofIdentity IdentityOf(Recipe recipe, string modelHash, string? calibrationHash) =>
        new(recipe.Name, recipe.File.Hash, modelHash, calibrationHash ?? "", ProgramIdentity.Hash);

    /// <summary>Reads all golden pictures.</summary>
    /// <param name="progress">Told each picture and the share that is done; null for nobody.</param>
    public ProofReport Run(Action<string, double>? progress, CancellationToken cancellation)
    {
        var rows = new List<GoldenRow>();
        foreach (GoldenPicture golden in recipe.Proof.Golden)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(Read(golden, cancellation));
            progress?.Invoke(Path.GetFileName(golden.Image), (double)rows.Count / recipe.Proof.Golden.Count);
        }

        return new ProofReport(Identity, time.GetUtcNow(), rows);
    }

    private GoldenRow Read(GoldenPicture golden, CancellationToken cancellation)
    {
        try
        {
            using Frame frame = StillImage.Load(golden.Image);
            Result result = inspector.Read(frame, Trigger, cancellation).Result;
            return new GoldenRow(golden.Image, golden.Verdict, result, [.. Differences(golden, result)]);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.PictureUnreadable)
        {
            return new GoldenRow(golden.Image, golden.Verdict, null, [fault.Message]);
        }
    }

    private static IEnumerable<string> Differences(GoldenPicture golden, Result result)
    {
        if (result.Verdict != golden.Verdict)
        {
            string codes = string.Join(", ", result.Reasons.Select(static reason => reason.Code).Distinct());
            yield return $"verdict {NameOf(result.Verdict)}, expected {NameOf(golden.Verdict)}{(codes.Length > 0 ? $" ({codes})" : "")}";
        }

        foreach ((string name, JsonNode? expected) in golden.Fields)
        {
            FieldReading? read = result.Fields.GetValueOrDefault(name);
            if (!IsSame(read?.Value, expected))
            {
                yield return $"{name} {Shown(read?.Value)}, expected {Shown(expected)}{(read is { Value: null, Raw: { } raw } ? $" (candidate {raw})" : "")}";
            }
        }

        foreach (string missing in Missing(golden.Texts, result.Texts.Select(static text => text.Text)))
        {
            yield return $"text '{missing}' was not read";
        }

        foreach (string missing in Missing(golden.Objects, result.Objects.Select(static one => one.Label)))
        {
            yield return $"object '{missing}' was not found";
        }
    }

    private static IEnumerable<string> Missing(IReadOnlyList<string>? expected, IEnumerable<string> read)
    {
        List<string> left = [.. read];
        return [.. (expected ?? []).Where(word => !left.Remove(word))];
    }

    // 2.5 in the recipe is 2.50 on the display.
    private static bool IsSame(JsonNode? read, JsonNode? expected) =>
        JsonNode.DeepEquals(read, expected)
        || (
            read is not null
            && expected?.GetValueKind() == System.Text.Json.JsonValueKind.Number
            && FieldText.Number(read) is { } left
            && FieldText.Number(expected) is { } right
            && left == right
        );

    private static string Shown(JsonNode? value) => value is null ? "not read" : FieldText.Of(value);

    private static string NameOf(Verdict verdict) => verdict == Verdict.NoRead ? "no_read" : verdict.ToString().ToLowerInvariant();
}
