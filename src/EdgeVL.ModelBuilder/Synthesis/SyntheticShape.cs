using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Rotary;

namespace EdgeVL.ModelBuilder.Synthesis;

/// <summary>Shapes of the published dense checkpoints.</summary>
internal static class SyntheticShape
{
    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["2b", "4b", "8b", "32b"];

    /// <summary>The shape of that name.</summary>
    /// <exception cref="FaultException">There is none.</exception>
    public static ModelConfig Named(string name) =>
        name.ToLowerInvariant() switch
        {
            "2b" => Shape(2048, 6144, 28, 16, tied: true, SmallVision(2048)),
            "4b" => Shape(2560, 9728, 36, 32, tied: true, SmallVision(2560)),
            "8b" => Shape(4096, 12288, 36, 32, tied: false, LargeVision(4096)),
            "32b" => Shape(5120, 25600, 64, 64, tied: false, LargeVision(5120)),
            _ => throw new FaultException(
                FaultCode.UsageInvalid,
                $"There is no shape '{name}'.",
                $"Choose one of {string.Join(", ", Names)}."
            ),
        };

    private static ModelConfig Shape(int hidden, int intermediate, int layers, int heads, bool tied, VisionConfig vision) =>
        new()
        {
            Text = new TextConfig
            {
                VocabularySize = 151936,
                HiddenSize = hidden,
                IntermediateSize = intermediate,
                LayerCount = layers,
                HeadCount = heads,
                KeyValueHeadCount = 8,
                HeadSize = 128,
                NormEpsilon = 1e-6f,
                MaxPositions = 262144,
                Rotary = new RotarySettings(128, 5_000_000, [24, 20, 20]),
            },
            Vision = vision,
            ImageToken = 151655,
            VideoToken = 151656,
            VisionStartToken = 151652,
            VisionEndToken = 151653,
            TiedHead = tied,
        };

    private static VisionConfig SmallVision(int output) => Vision(24, 1024, 4096, [5, 11, 17], output);

    private static VisionConfig LargeVision(int output) => Vision(27, 1152, 4304, [8, 16, 24], output);

    private static VisionConfig Vision(int depth, int hidden, int intermediate, int[] deepStack, int output) =>
        new()
        {
            Depth = depth,
            HiddenSize = hidden,
            IntermediateSize = intermediate,
            HeadCount = 16,
            PatchSize = 16,
            TemporalPatchSize = 2,
            MergeSize = 2,
            PositionTableSide = 48,
            OutputSize = output,
            DeepStackBlocks = deepStack,
        };
}
