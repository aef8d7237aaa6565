using EdgeVL.Capture;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>The image gates of one recipe: measures its region and holds it against its limits.</summary>
internal sealed class RecipeGates
{
    private const int LargestStep = 16;

    private readonly Recipe recipe;
    private readonly bool isStills;
    private readonly GateMeter meter = new();
    private readonly GateOptions options;
    private readonly Func<PixelSize, int> step;
    private readonly GateLimits limits;
    private readonly ViewCheck? view;

    /// <summary>Measures the golden pictures and makes the limits.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="isStills">Whether pictures have nothing to do with the one before.</param>
    /// <param name="step">How many captured pixels a side the model sees as one, for a region of a size.</param>
    public RecipeGates(Recipe recipe, bool isStills, Func<PixelSize, int> step)
    {
        (this.recipe, this.isStills, this.step) = (recipe, isStills, step);
        options = recipe.Trust.Gates;
        GoldenPicture[] readable =
        [
            .. recipe.Proof.Golden.Where(static golden => golden.Verdict is not (Verdict.NoRead or Verdict.Error) && IsPicture(golden)),
        ];
        GoldenReading[] measured = Measure(readable);
        limits = WithOwn(measured.Length == 0 ? Floor() : GateReference.Limits(measured, Floor()));
        view = options.MaxShift is null || readable.Length == 0 ? null : ViewOf(readable[0]);
    }

    /// <summary>Measures a frame.</summary>
    public GateReadings Measure(Frame frame, PixelBox region)
    {
        if (isStills)
        {
            meter.Forget();
        }

        return meter.Measure(BgrView.Of(frame), region, Step(region));
    }

    /// <summary>Why the frame measured last must not be read, and what is to be remarked; empty where the gates are off.</summary>
    public IReadOnlyList<Finding> Judge(Frame frame, in GateReadings readings)
    {
        if (!options.Enabled)
        {
            return [];
        }

        var findings = new List<Finding>();
        Add(findings, GateJudge.Judge(readings, limits, meter.Tiles));
        if (view is not null && !isStills && view.Look(BgrView.Of(frame)) is { } seen)
        {
            Add(findings, GateJudge.Judge(seen, new ViewLimits { MaxShift = options.MaxShift!.Value }));
        }

        return findings;
    }

    private static void Add(List<Finding> findings, GateJudgement judgement)
    {
        findings.AddRange(judgement.Refusals.Select(static reason => new Finding(reason, Verdict.NoRead)));
        findings.AddRange(judgement.Warnings.Select(static reason => new Finding(reason, Verdict.Warn)));
    }

    private GoldenReading[] Measure(GoldenPicture[] golden)
    {
        var goldenMeter = new GateMeter();
        var readings = new GoldenReading[golden.Length];
        for (int i = 0; i < golden.Length; i++)
        {
            using Frame frame = StillImage.Load(golden[i].Image);
            PixelBox region = Tasks.FrameCrop.Of(recipe.View.Region, frame.Width, frame.Height).Box;
            goldenMeter.Forget();
            GateReadings read = goldenMeter.Measure(BgrView.Of(frame), region, Step(region));
            readings[i] = new GoldenReading(read, goldenMeter.Tiles.ToArray());
        }

        // Pictures of several sizes are seen at several scales: only those like the first are comparable.
        return [.. readings.Where(one => one.Readings.Step == readings[0].Readings.Step)];
    }

    // A damaged golden picture is for the proof to tell: it does not keep the recipe from being run.
    private static bool IsPicture(GoldenPicture golden)
    {
        try
        {
            using Frame frame = StillImage.Load(golden.Image);
            return true;
        }
        catch (FaultException fault) when (fault.Code == FaultCode.PictureUnreadable)
        {
            return false;
        }
    }

    private static ViewCheck ViewOf(GoldenPicture golden)
    {
        using Frame frame = StillImage.Load(golden.Image);
        return new ViewCheck(BgrView.Of(frame));
    }

    private int Step(PixelBox region) => Math.Clamp(step(new PixelSize(region.Width, region.Height)), 1, LargestStep);

    // The recipe's own limits are a floor for what the golden pictures say...
    private GateLimits Floor()
    {
        GateLimits usual = GateLimits.Default;
        return usual with
        {
            Exposure = usual.Exposure with
            {
                MinBrightness = options.MinBrightness ?? usual.Exposure.MinBrightness,
                MinContrast = options.MinContrast ?? usual.Exposure.MinContrast,
                MaxClipped = options.MaxClipped ?? usual.Exposure.MaxClipped,
            },
            Repeats = isStills
                ? usual.Repeats with
                {
                    FrozenAfter = 0,
                }
                : usual.Repeats with
                {
                    FrozenAfter = options.FrozenAfter ?? usual.Repeats.FrozenAfter,
                },
        };
    }

    // ...and where it names one, that one holds.
    private GateLimits WithOwn(GateLimits made) =>
        made with
        {
            Exposure = made.Exposure with
            {
                MinContrast = options.MinContrast ?? made.Exposure.MinContrast,
                MaxClipped = options.MaxClipped ?? made.Exposure.MaxClipped,
                // A recipe that limits clipping itself means it whatever the contrast is.
                ClippedContrast = options.MaxClipped is null ? made.Exposure.ClippedContrast : double.PositiveInfinity,
            },
            MaxNoise = options.MaxNoise ?? made.MaxNoise,
            Detail =
                options.MinDetail is not { } least ? made.Detail
                : least > 0 ? new DetailLimits { Min = least, MinAtFullScale = least }
                : null,
            Sharpness =
                made.Sharpness is { } sharpness && options.MinSharpness is { } share ? sharpness with { MinShare = share } : made.Sharpness,
        };
}
