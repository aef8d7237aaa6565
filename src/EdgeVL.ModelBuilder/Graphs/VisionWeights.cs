using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Quantization;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>A linear layer with its bias.</summary>
internal sealed record BiasedLinear(LinearWeights Weights, StoredTensor Bias)
{
    public string Apply(GraphBuilder graph, string input, string output) => Weights.Apply(graph, input, output, Bias);
}

/// <summary>Weight and bias of a LayerNorm.</summary>
internal sealed record NormWeights(StoredTensor Weight, StoredTensor Bias, int Size);

/// <summary>Stored weights of one vision block.</summary>
internal sealed record VisionBlockWeights(
    NormWeights Norm1,
    NormWeights Norm2,
    BiasedLinear Qkv,
    BiasedLinear Projection,
    BiasedLinear Up,
    BiasedLinear Down
);

/// <summary>Stored weights of a merger.</summary>
internal sealed record MergerWeights(NormWeights Norm, BiasedLinear Inner, BiasedLinear Outer);

/// <summary>Stored weights of the vision encoder.</summary>
internal sealed record VisionWeights(
    BiasedLinear PatchEmbedding,
    StoredTensor PositionTable,
    IReadOnlyList<VisionBlockWeights> Blocks,
    MergerWeights Merger,
    IReadOnlyList<MergerWeights> DeepStackMergers
)
{
    // Tokens lie on the first axis of [N, hidden].
    private const int TokenAxis = 0;

    /// <summary>Writes all weights; the patch embedding and the tables stay in <paramref name="dense"/>.</summary>
    public static VisionWeights Write(VisionConfig config, LinearWriter writer, Scheme scheme, Scheme dense)
    {
        BiasedLinear Linear(string name, Scheme form) =>
            new(
                writer.Write(name, form, TokenAxis),
                writer.WriteTable($"{name}.bias", form.Form == WeightForm.Fp16 ? ElementKind.Half : ElementKind.Float)
            );
        NormWeights Norm(string name, int size) =>
            new(writer.WriteTable($"{name}.weight", ElementKind.Float), writer.WriteTable($"{name}.bias", ElementKind.Float), size);
        MergerWeights Merger(string name, int normSize) =>
            new(Norm($"{name}.norm", normSize), Linear($"{name}.linear_fc1", scheme), Linear($"{name}.linear_fc2", scheme));

        BiasedLinear patchEmbedding = Linear(TensorNames.PatchEmbedding, dense);
        StoredTensor positions = writer.WriteTable(TensorNames.PositionTable, ElementKind.Float);
        var blocks = new VisionBlockWeights[config.Depth];
        for (int i = 0; i < blocks.Length; i++)
        {
            string name = TensorNames.Block(i);
            blocks[i] = new VisionBlockWeights(
                Norm($"{name}.norm1", config.HiddenSize),
                Norm($"{name}.norm2", config.HiddenSize),
                Linear($"{name}.attn.qkv", scheme),
                Linear($"{name}.attn.proj", scheme),
                Linear($"{name}.mlp.linear_fc1", scheme),
                Linear($"{name}.mlp.linear_fc2", scheme)
            );
        }

        int merged = config.HiddenSize * config.PatchesPerToken;
        MergerWeights main = Merger(TensorNames.Merger, config.HiddenSize);
        MergerWeights[] deepStack =
        [
            .. Enumerable.Range(0, config.DeepStackBlocks.Count).Select(level => Merger(TensorNames.DeepStackMerger(level), merged)),
        ];
        return new VisionWeights(patchEmbedding, positions, blocks, main, deepStack);
    }
}
