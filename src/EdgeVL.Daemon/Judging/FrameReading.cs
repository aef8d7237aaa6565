using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Judging;

/// <summary>One frame as a recipe read it.</summary>
/// <param name="Start">The result's beginning: where and when the frame was taken.</param>
/// <param name="Gates">What the gates measured.</param>
/// <param name="Findings">What the gates found.</param>
internal sealed record FrameReading(Result Start, GateReadings Gates, IReadOnlyList<Finding> Findings)
{
    /// <summary>What the model said; null where it was not asked.</summary>
    public ModelAnswer? Answer { get; init; }

    /// <summary>The recipe's fields of it; null where the model was not asked.</summary>
    public RecipeOutput? Output { get; init; }

    /// <summary>What reproduces it; null where no evidence is kept.</summary>
    public EvidenceDraft? Evidence { get; init; }

    /// <summary>Whether the gates kept the frame from the model.</summary>
    public bool IsRefused => Findings.Any(static finding => finding.Verdict == Verdict.NoRead);

    /// <summary>The frame in results.</summary>
    public ImageFacts Image =>
        Start.Image with
        {
            Brightness = Round(Gates.Brightness),
            Contrast = Round(Gates.Contrast),
            Sharpness = Gates.Sharpness is { } sharpness && double.IsFinite(sharpness.Least) ? Round(sharpness.Least) : null,
            Frozen = Gates.Repeats > 0,
            Enhanced = Answer?.Enhanced ?? [],
        };

    private static double Round(double value) => Math.Round(value, 4);
}
