using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Model;

/// <summary>Shape of a dense Qwen3-VL checkpoint, read from its <c>config.json</c>.</summary>
public sealed record ModelConfig
{
    /// <summary>The text decoder.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>The vision encoder.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>Token that stands for one merged patch of a picture.</summary>
    public required int ImageToken { get; init; }

    /// <summary>Token that stands for one merged patch of a video.</summary>
    public required int VideoToken { get; init; }

    /// <summary>Token before the patches of a picture or of a temporal patch.</summary>
    public required int VisionStartToken { get; init; }

    /// <summary>Token behind them.</summary>
    public required int VisionEndToken { get; init; }

    /// <summary>Whether the head is the token embedding.</summary>
    public required bool TiedHead { get; init; }

    /// <summary>Reads a <c>config.json</c>; the rotary settings may be spelt either way.</summary>
    /// <exception cref="FaultException">The file is missing, of another architecture, or a value is out of range.</exception>
    public static ModelConfig Read(string file)
    {
        ConfigReader root = ConfigReader.Open(file);
        string type = root.Text("model_type");
        if (type != "qwen3_vl")
        {
            throw new FaultException(
                FaultCode.CheckpointInvalid,
                $"'{file}': model_type is '{type}', an architecture that EdgeVL does not know.",
                "Dense checkpoints of the Qwen3-VL family (model_type 'qwen3_vl') can be built."
            );
        }

        ConfigReader text = root.Section("text_config");
        return new ModelConfig
        {
            Text = TextConfig.Read(text),
            Vision = VisionConfig.Read(root.Section("vision_config")),
            ImageToken = root.Integer("image_token_id", 0),
            VideoToken = root.Integer("video_token_id", 0),
            VisionStartToken = root.Integer("vision_start_token_id", 0),
            VisionEndToken = root.Integer("vision_end_token_id", 0),
            TiedHead = root.Flag("tie_word_embeddings", text.Flag("tie_word_embeddings", otherwise: true)),
        }.Checked(file);
    }

    private ModelConfig Checked(string file)
    {
        string? fault =
            Vision.OutputSize != Text.HiddenSize
                ? $"vision_config.out_hidden_size {Vision.OutputSize} differs from text_config.hidden_size {Text.HiddenSize}"
            : Vision.DeepStackBlocks.Count > Text.LayerCount
                ? $"vision_config.deepstack_visual_indexes names {Vision.DeepStackBlocks.Count} levels for {Text.LayerCount} decoder layers"
            : Math.Max(Math.Max(ImageToken, VideoToken), Math.Max(VisionStartToken, VisionEndToken)) >= Text.VocabularySize
                ? $"a vision token id lies beyond text_config.vocab_size {Text.VocabularySize}"
            : null;
        return fault is null
            ? this
            : throw new FaultException(
                FaultCode.CheckpointInvalid,
                $"'{file}': {fault}.",
                "Take the file from the published checkpoint again."
            );
    }
}
