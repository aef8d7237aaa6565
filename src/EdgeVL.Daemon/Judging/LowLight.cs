using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Judging;

/// <summary>Reads a dark picture again with more light, and keeps what is surer.</summary>
internal sealed class LowLight(ModelLook look, RecipeInspector inspector)
{
    private readonly ViewPixels pixels = new();

    /// <summary>The surest of the answer and of those to the enhanced picture.</summary>
    public ModelAnswer Improve(
        ModelAnswer answer,
        PixelView region,
        FrameStack stack,
        FrameCrop crop,
        in GateReadings readings,
        TaskQuestion question,
        PhaseClock clock,
        CancellationToken cancellation
    )
    {
        ModelAnswer best = answer;
        double surest = Worth(answer);
        Span<byte> curve = stackalloc byte[256];
        foreach (Enhancement enhancement in Enhancement.Chain)
        {
            int averaged = enhancement.Averaged ? stack.Count : 1;
            if (enhancement.Averaged && averaged < 2)
            {
                continue;
            }

            pixels.Take(enhancement.Averaged ? stack.Mean : region);
            enhancement.WriteCurve(readings, averaged, curve);
            pixels.Map(curve);
            ModelAnswer lit = look.Read(pixels.View, crop, question, clock, cancellation) with
            {
                Enhanced = enhancement.Averaged ? [$"average {averaged}", "gain"] : [enhancement.Name],
            };
            double worth = Worth(lit);
            if (worth > surest)
            {
                (best, surest) = (lit, worth);
            }
        }

        return best;
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
