using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Reads a dark picture again with more light, and keeps what is surer.</summary>
internal sealed class LowLight(IPictureReader look, RecipeInspector inspector)
{
    private readonly ViewPixels pixels = new();

    /// <summary>The surest of the answer and of those to the enhanced picture.</summary>
    /// <param name="seen">The pixels of the surest; valid until the next call.</param>
    public ModelAnswer Improve(
        ModelAnswer answer,
        PixelView region,
        FrameStack stack,
        FrameCrop crop,
        scoped in GateReadings readings,
        TaskQuestion question,
        PhaseClock clock,
        CancellationToken cancellation,
        out PixelView seen
    )
    {
        ModelAnswer best = answer;
        Enhancement? kept = null;
        double surest = Worth(answer);
        foreach (Enhancement enhancement in Enhancement.Chain)
        {
            if (enhancement.Averaged && stack.Count < 2)
            {
                continue;
            }

            Light(enhancement, region, stack, readings);
            ModelAnswer lit = look.Read(pixels.View, crop, question, clock, cancellation) with
            {
                Enhanced = enhancement.Averaged ? [$"average {stack.Count}", "gain"] : [enhancement.Name],
            };
            double worth = Worth(lit);
            if (worth > surest)
            {
                (best, kept, surest) = (lit, enhancement, worth);
            }
        }

        if (kept is not null)
        {
            Light(kept, region, stack, readings);
        }

        seen = kept is null ? region : pixels.View;
        return best;
    }

    private void Light(Enhancement enhancement, PixelView region, FrameStack stack, scoped in GateReadings readings)
    {
        Span<byte> curve = stackalloc byte[256];
        pixels.Take(enhancement.Averaged ? stack.Mean : region);
        enhancement.WriteCurve(readings, enhancement.Averaged ? stack.Count : 1, curve);
        pixels.Map(curve);
    }

    // Fields: the least sure of those that must be read. Texts and objects: how many right ones are to be expected.
    private double Worth(ModelAnswer answer)
    {
        if (answer.Read.Verdict == Verdict.Error)
        {
            return 0;
        }

        RecipeOutput output = RecipeOutput.Of(inspector.Fields, answer.Read);
        double[] fields =
        [
            .. inspector
                .Fields.Where(static field => field.Spec.MinProbability is not null || field.Spec.Required)
                .Select(field => output.Fields[field.Name])
                .Select(static reading => reading.Value is null ? 0 : reading.Probability ?? 0),
        ];
        return fields.Length > 0
            ? fields.Average()
            : answer.Read.Texts.Sum(static text => text.Probability ?? 0) + answer.Read.Objects.Sum(static one => one.Probability ?? 0);
    }
}
