using EdgeVL.ModelBuilder.Graphs;
using EdgeVL.ModelBuilder.Quantization;

namespace EdgeVL.ModelBuilder.Building;

/// <summary>Forms of the weights for one precision.</summary>
/// <param name="Vision">Vision encoder of the CPU, or of everything.</param>
/// <param name="VisionGpu">Vision encoder for GPUs, where it differs.</param>
/// <param name="Decoder">Decoder layers.</param>
/// <param name="Head">The head.</param>
/// <param name="Prefill">Decoder layers of a graph for prompts alone.</param>
/// <param name="Activations">Type of the decoder's activations.</param>
/// <param name="ActivationsGpu">Type of the activations of a second decoder graph over the same weights.</param>
internal sealed record PrecisionPlan(
    Scheme Vision,
    Scheme? VisionGpu,
    Scheme Decoder,
    Scheme Head,
    Scheme? Prefill,
    ElementKind Activations,
    ElementKind? ActivationsGpu
)
{
    private static readonly Scheme Fp32 = new(WeightForm.Fp32);
    private static readonly Scheme Fp16 = new(WeightForm.Fp16);
    private static readonly Scheme Int8 = new(WeightForm.Int8Rows);
    private static readonly Scheme Int8Head = new(WeightForm.Int8Blocks);

    public static PrecisionPlan For(BuildOptions options)
    {
        var int4 = new Scheme(WeightForm.Int4Blocks, options.Block);
        Scheme? prefill = options.Int8Prefill ? Int8 : null;
        return options.Precision switch
        {
            Precision.Fp32 => new(Fp32, null, Fp32, Fp32, null, ElementKind.Float, null),
            Precision.Fp16 => new(Fp16, null, Fp16, Fp16, null, ElementKind.Half, null),
            Precision.Int8 => new(Int8, null, Int8, Int8Head, null, ElementKind.Float, null),
            _ => new(Int8, Fp16, int4, int4, prefill, ElementKind.Float, ElementKind.Half),
        };
    }
}
