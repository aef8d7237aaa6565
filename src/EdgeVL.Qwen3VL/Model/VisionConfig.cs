namespace EdgeVL.Qwen3VL.Model;

/// <summary>Shape of the vision encoder.</summary>
public sealed record VisionConfig
{
    /// <summary>Number of blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the MLP.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Attention heads; divides <see cref="HiddenSize"/>.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Side of a patch, pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Frames of a temporal patch.</summary>
    public required int TemporalPatchSize { get; init; }

    /// <summary>Side of the square of patches that becomes one token.</summary>
    public required int MergeSize { get; init; }

    /// <summary>Side of the learned position table.</summary>
    public required int PositionTableSide { get; init; }

    /// <summary>Width of the outputs.</summary>
    public required int OutputSize { get; init; }

    /// <summary>Blocks whose outputs feed the decoder's first layers, in order.</summary>
    public required IReadOnlyList<int> DeepStackBlocks { get; init; }

    /// <summary>Width of a head.</summary>
    public int HeadSize => HiddenSize / HeadCount;

    /// <summary>Values of one patch: three channels × frames × side × side.</summary>
    public int PatchLength => 3 * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>Patches of one token.</summary>
    public int PatchesPerToken => MergeSize * MergeSize;

    /// <summary>Epsilon of every LayerNorm; the published files do not carry it.</summary>
    public const float NormEpsilon = 1e-6f;

    internal static VisionConfig Read(ConfigReader vision)
    {
        TextConfig.RequireValue(vision, "hidden_act", "gelu_pytorch_tanh");
        if (vision.Has("in_channels") && vision.Integer("in_channels") != 3)
        {
            throw vision.Fault("in_channels", "3");
        }

        int hidden = vision.Integer("hidden_size");
        int heads = vision.Integer("num_heads");
        if (hidden % heads != 0 || hidden / heads % 4 != 0)
        {
            throw vision.Fault("num_heads", $"a divisor of hidden_size ({hidden}) with heads of a multiple of four");
        }

        int positions = vision.Integer("num_position_embeddings");
        int side = (int)Math.Round(Math.Sqrt(positions));
        if (side * side != positions)
        {
            throw vision.Fault("num_position_embeddings", "a square number");
        }

        int depth = vision.Integer("depth");
        int[] deepStack = vision.Integers("deepstack_visual_indexes");
        if (deepStack.Any(block => block >= depth) || !deepStack.SequenceEqual(deepStack.Distinct().Order()))
        {
            throw vision.Fault("deepstack_visual_indexes", $"block numbers below depth ({depth}), each once, in ascending order");
        }

        return new VisionConfig
        {
            Depth = depth,
            HiddenSize = hidden,
            IntermediateSize = vision.Integer("intermediate_size"),
            HeadCount = heads,
            PatchSize = vision.Integer("patch_size"),
            TemporalPatchSize = vision.Integer("temporal_patch_size"),
            MergeSize = vision.Integer("spatial_merge_size"),
            PositionTableSide = side,
            OutputSize = vision.Integer("out_hidden_size"),
            DeepStackBlocks = deepStack,
        };
    }
}
