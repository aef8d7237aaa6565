using System.Text.Json.Nodes;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Synthesis;

/// <summary>The small files of a published checkpoint.</summary>
internal static class PublishedJson
{
    public static JsonObject Config(ModelConfig config) =>
        new()
        {
            ["architectures"] = new JsonArray("Qwen3VLForConditionalGeneration"),
            ["model_type"] = "qwen3_vl",
            ["image_token_id"] = config.ImageToken,
            ["video_token_id"] = config.VideoToken,
            ["vision_start_token_id"] = config.VisionStartToken,
            ["vision_end_token_id"] = config.VisionEndToken,
            ["tie_word_embeddings"] = config.TiedHead,
            ["text_config"] = Text(config.Text, config.TiedHead),
            ["vision_config"] = Vision(config.Vision),
        };

    public static JsonObject Preprocessor(long shortestEdge, long longestEdge, string type) =>
        new()
        {
            ["size"] = new JsonObject { ["shortest_edge"] = shortestEdge, ["longest_edge"] = longestEdge },
            ["patch_size"] = 16,
            ["temporal_patch_size"] = 2,
            ["merge_size"] = 2,
            ["image_mean"] = new JsonArray(0.5, 0.5, 0.5),
            ["image_std"] = new JsonArray(0.5, 0.5, 0.5),
            [type.Contains("Video", StringComparison.Ordinal) ? "video_processor_type" : "image_processor_type"] = type,
            ["processor_class"] = "Qwen3VLProcessor",
        };

    public static JsonObject Generation() =>
        new()
        {
            ["bos_token_id"] = SyntheticTokenizer.EndOfText,
            ["pad_token_id"] = SyntheticTokenizer.EndOfText,
            ["eos_token_id"] = new JsonArray(SyntheticTokenizer.EndOfTurn, SyntheticTokenizer.EndOfText),
            ["do_sample"] = true,
            ["temperature"] = 0.7,
            ["top_p"] = 0.8,
            ["top_k"] = 20,
            ["repetition_penalty"] = 1.0,
        };

    private static JsonObject Text(TextConfig text, bool tied) =>
        new()
        {
            ["model_type"] = "qwen3_vl_text",
            ["vocab_size"] = text.VocabularySize,
            ["hidden_size"] = text.HiddenSize,
            ["intermediate_size"] = text.IntermediateSize,
            ["num_hidden_layers"] = text.LayerCount,
            ["num_attention_heads"] = text.HeadCount,
            ["num_key_value_heads"] = text.KeyValueHeadCount,
            ["head_dim"] = text.HeadSize,
            ["hidden_act"] = "silu",
            ["rms_norm_eps"] = 1e-6,
            ["rope_theta"] = text.Rotary.Theta,
            ["max_position_embeddings"] = text.MaxPositions,
            ["tie_word_embeddings"] = tied,
            ["attention_bias"] = false,
            ["rope_scaling"] = new JsonObject
            {
                ["rope_type"] = "default",
                ["mrope_section"] = new JsonArray([.. text.Rotary.Sections.Select(static section => JsonValue.Create(section))]),
                ["mrope_interleaved"] = true,
            },
            ["bos_token_id"] = SyntheticTokenizer.EndOfText,
            ["eos_token_id"] = SyntheticTokenizer.EndOfTurn,
            ["dtype"] = "bfloat16",
        };

    private static JsonObject Vision(VisionConfig vision) =>
        new()
        {
            ["model_type"] = "qwen3_vl",
            ["depth"] = vision.Depth,
            ["hidden_size"] = vision.HiddenSize,
            ["intermediate_size"] = vision.IntermediateSize,
            ["num_heads"] = vision.HeadCount,
            ["in_channels"] = 3,
            ["patch_size"] = vision.PatchSize,
            ["temporal_patch_size"] = vision.TemporalPatchSize,
            ["spatial_merge_size"] = vision.MergeSize,
            ["num_position_embeddings"] = vision.PositionTableSide * vision.PositionTableSide,
            ["out_hidden_size"] = vision.OutputSize,
            ["deepstack_visual_indexes"] = new JsonArray([.. vision.DeepStackBlocks.Select(static block => JsonValue.Create(block))]),
            ["hidden_act"] = "gelu_pytorch_tanh",
        };
}
