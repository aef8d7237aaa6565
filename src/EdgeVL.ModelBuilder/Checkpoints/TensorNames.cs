using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Checkpoints;

/// <summary>Names and shapes of a checkpoint's tensors, as the published files spell them.</summary>
internal static class TensorNames
{
    public const string Embedding = "model.language_model.embed_tokens.weight";
    public const string FinalNorm = "model.language_model.norm.weight";
    public const string Head = "lm_head.weight";
    public const string PositionTable = "model.visual.pos_embed.weight";
    public const string PatchEmbedding = "model.visual.patch_embed.proj";
    public const string Merger = "model.visual.merger";

    public static string Layer(int layer) => $"model.language_model.layers.{layer}";

    public static string Block(int block) => $"model.visual.blocks.{block}";

    public static string DeepStackMerger(int level) => $"model.visual.deepstack_merger_list.{level}";

    /// <summary>Every tensor that a checkpoint of this configuration holds.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Expected(ModelConfig config) =>
        [.. TextTensors(config), .. VisionTensors(config.Vision)];

    private static IEnumerable<(string Name, long[] Shape)> TextTensors(ModelConfig config)
    {
        TextConfig text = config.Text;
        long hidden = text.HiddenSize;
        long queries = (long)text.HeadCount * text.HeadSize;
        long keys = (long)text.KeyValueHeadCount * text.HeadSize;
        yield return (Embedding, [text.VocabularySize, hidden]);
        if (!config.TiedHead)
        {
            yield return (Head, [text.VocabularySize, hidden]);
        }

        for (int layer = 0; layer < text.LayerCount; layer++)
        {
            string name = Layer(layer);
            yield return ($"{name}.input_layernorm.weight", [hidden]);
            yield return ($"{name}.self_attn.q_proj.weight", [queries, hidden]);
            yield return ($"{name}.self_attn.k_proj.weight", [keys, hidden]);
            yield return ($"{name}.self_attn.v_proj.weight", [keys, hidden]);
            yield return ($"{name}.self_attn.o_proj.weight", [hidden, queries]);
            yield return ($"{name}.self_attn.q_norm.weight", [text.HeadSize]);
            yield return ($"{name}.self_attn.k_norm.weight", [text.HeadSize]);
            yield return ($"{name}.post_attention_layernorm.weight", [hidden]);
            yield return ($"{name}.mlp.gate_proj.weight", [text.IntermediateSize, hidden]);
            yield return ($"{name}.mlp.up_proj.weight", [text.IntermediateSize, hidden]);
            yield return ($"{name}.mlp.down_proj.weight", [hidden, text.IntermediateSize]);
        }

        yield return (FinalNorm, [hidden]);
    }

    private static IEnumerable<(string Name, long[] Shape)> VisionTensors(VisionConfig vision)
    {
        long hidden = vision.HiddenSize;
        long merged = hidden * vision.PatchesPerToken;
        yield return ($"{PatchEmbedding}.weight", [hidden, 3, vision.TemporalPatchSize, vision.PatchSize, vision.PatchSize]);
        yield return ($"{PatchEmbedding}.bias", [hidden]);
        yield return (PositionTable, [(long)vision.PositionTableSide * vision.PositionTableSide, hidden]);
        for (int block = 0; block < vision.Depth; block++)
        {
            string name = Block(block);
            foreach (var entry in (IEnumerable<(string, long[])>)[.. Norm($"{name}.norm1", hidden), .. Norm($"{name}.norm2", hidden)])
            {
                yield return entry;
            }

            foreach (
                var entry in (IEnumerable<(string, long[])>)
                    [
                        .. Linear($"{name}.attn.qkv", 3 * hidden, hidden),
                        .. Linear($"{name}.attn.proj", hidden, hidden),
                        .. Linear($"{name}.mlp.linear_fc1", vision.IntermediateSize, hidden),
                        .. Linear($"{name}.mlp.linear_fc2", hidden, vision.IntermediateSize),
                    ]
            )
            {
                yield return entry;
            }
        }

        foreach (var entry in MergerTensors(Merger, hidden, merged, vision.OutputSize))
        {
            yield return entry;
        }

        for (int level = 0; level < vision.DeepStackBlocks.Count; level++)
        {
            foreach (var entry in MergerTensors(DeepStackMerger(level), merged, merged, vision.OutputSize))
            {
                yield return entry;
            }
        }
    }

    private static (string Name, long[] Shape)[] MergerTensors(string name, long normSize, long merged, long output) =>
        [
            .. Norm($"{name}.norm", normSize),
            .. Linear($"{name}.linear_fc1", merged, merged),
            .. Linear($"{name}.linear_fc2", output, merged),
        ];

    private static (string Name, long[] Shape)[] Norm(string name, long size) => [($"{name}.weight", [size]), ($"{name}.bias", [size])];

    private static (string Name, long[] Shape)[] Linear(string name, long rows, long columns) =>
        [($"{name}.weight", [rows, columns]), ($"{name}.bias", [rows])];
}
