using System.Text.Json.Nodes;

namespace EdgeVL.ModelBuilder.Tests.Support;

/// <summary>Shape of a made-up checkpoint. The defaults are small and odd: hardly a size is a multiple of a quantisation block.</summary>
internal sealed record CheckpointShape
{
    /// <summary>Rows of the tokenizer that goes with it.</summary>
    public const int Vocabulary = 2048;

    public int Hidden { get; init; } = 96;
    public int Intermediate { get; init; } = 160;
    public int Layers { get; init; } = 3;
    public int Heads { get; init; } = 4;
    public int KeyValueHeads { get; init; } = 2;
    public int HeadSize { get; init; } = 32;
    public bool Tied { get; init; } = true;

    public int VisionHidden { get; init; } = 48;
    public int VisionIntermediate { get; init; } = 72;
    public int VisionHeads { get; init; } = 4;
    public int Depth { get; init; } = 4;
    public IReadOnlyList<int> DeepStack { get; init; } = [0, 2];
    public int PatchSize { get; init; } = 16;
    public int Merge { get; init; } = 2;
    public int TemporalPatch { get; init; } = 2;
    public int PositionSide { get; init; } = 12;

    public double Theta { get; init; } = 5_000_000;

    /// <summary>YaRN's factor; null for none.</summary>
    public double? Yarn { get; init; }

    /// <summary>YaRN's trained length.</summary>
    public int TrainedLength { get; init; } = 512;

    /// <summary>Whether the rotary settings stand under <c>rope_parameters</c>, as later versions of transformers write them.</summary>
    public bool RopeParameters { get; init; }

    /// <summary><c>BF16</c>, <c>F16</c> or <c>F32</c>.</summary>
    public string Type { get; init; } = "BF16";

    /// <summary>Number of files with an index; 1 for a single file without.</summary>
    public int Shards { get; init; } = 1;

    public int Seed { get; init; } = 7;

    /// <summary>What a failed test calls it.</summary>
    public string Name { get; init; } = "default";

    public int MergedWidth => VisionHidden * Merge * Merge;

    public int PatchLength => 3 * TemporalPatch * PatchSize * PatchSize;

    /// <summary>Frequencies of time, height and width; about as the published 24, 20, 20.</summary>
    public int[] Sections
    {
        get
        {
            int half = HeadSize / 2;
            int side = half * 5 / 16;
            return [half - (2 * side), side, side];
        }
    }

    public override string ToString() => Name;

    public JsonObject Config() =>
        new()
        {
            ["architectures"] = new JsonArray("Qwen3VLForConditionalGeneration"),
            ["model_type"] = "qwen3_vl",
            ["image_token_id"] = 2012,
            ["video_token_id"] = 2013,
            ["vision_start_token_id"] = 2009,
            ["vision_end_token_id"] = 2010,
            ["tie_word_embeddings"] = Tied,
            ["text_config"] = Text(),
            ["vision_config"] = Vision(),
        };

    public JsonObject Preprocessor() =>
        new()
        {
            ["size"] = new JsonObject { ["shortest_edge"] = 1024, ["longest_edge"] = 98304 },
            ["patch_size"] = PatchSize,
            ["temporal_patch_size"] = TemporalPatch,
            ["merge_size"] = Merge,
            ["image_mean"] = new JsonArray(0.5, 0.5, 0.5),
            ["image_std"] = new JsonArray(0.5, 0.5, 0.5),
        };

    private JsonObject Text()
    {
        var text = new JsonObject
        {
            ["vocab_size"] = Vocabulary,
            ["hidden_size"] = Hidden,
            ["intermediate_size"] = Intermediate,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["num_key_value_heads"] = KeyValueHeads,
            ["head_dim"] = HeadSize,
            ["hidden_act"] = "silu",
            ["rms_norm_eps"] = 1e-6,
            ["max_position_embeddings"] = 262144,
            ["tie_word_embeddings"] = Tied,
            ["attention_bias"] = false,
        };
        JsonObject rope = Rope();
        if (RopeParameters)
        {
            rope["rope_theta"] = Theta;
            text["rope_parameters"] = rope;
        }
        else
        {
            text["rope_theta"] = Theta;
            text["rope_scaling"] = rope;
        }

        return text;
    }

    private JsonObject Rope()
    {
        var rope = new JsonObject
        {
            ["rope_type"] = Yarn is null ? "default" : "yarn",
            ["mrope_section"] = new JsonArray([.. Sections.Select(static section => JsonValue.Create(section))]),
            ["mrope_interleaved"] = true,
        };
        if (Yarn is { } factor)
        {
            rope["factor"] = factor;
            rope["original_max_position_embeddings"] = TrainedLength;
        }

        return rope;
    }

    private JsonObject Vision() =>
        new()
        {
            ["depth"] = Depth,
            ["hidden_size"] = VisionHidden,
            ["intermediate_size"] = VisionIntermediate,
            ["num_heads"] = VisionHeads,
            ["in_channels"] = 3,
            ["patch_size"] = PatchSize,
            ["temporal_patch_size"] = TemporalPatch,
            ["spatial_merge_size"] = Merge,
            ["num_position_embeddings"] = PositionSide * PositionSide,
            ["out_hidden_size"] = Hidden,
            ["deepstack_visual_indexes"] = new JsonArray([.. DeepStack.Select(static block => JsonValue.Create(block))]),
            ["hidden_act"] = "gelu_pytorch_tanh",
        };
}
