using EdgeVL.Qwen3VL.Rotary;

namespace EdgeVL.Qwen3VL.Model;

/// <summary>Shape of the text decoder.</summary>
public sealed record TextConfig
{
    /// <summary>Rows of the token embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the MLP.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key and value heads; divides <see cref="HeadCount"/>.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Width of a head; heads × this need not be the hidden size.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Epsilon of every RMSNorm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Longest sequence the checkpoint was made for.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Rotary settings.</summary>
    public required RotarySettings Rotary { get; init; }

    internal static TextConfig Read(ConfigReader text)
    {
        RequireValue(text, "hidden_act", "silu");
        if (text.Flag("attention_bias", otherwise: false))
        {
            throw text.Fault("attention_bias", "false");
        }

        int heads = text.Integer("num_attention_heads");
        int keyValueHeads = text.Has("num_key_value_heads") ? text.Integer("num_key_value_heads") : heads;
        if (heads % keyValueHeads != 0)
        {
            throw text.Fault("num_key_value_heads", $"a divisor of num_attention_heads ({heads})");
        }

        // The published classes default to 128; hidden_size / heads would be wrong for the 4B and the 32B.
        int headSize = text.Has("head_dim") ? text.Integer("head_dim") : 128;
        if (headSize % 16 != 0)
        {
            throw text.Fault("head_dim", "a multiple of 16, which the attention kernels need");
        }

        return new TextConfig
        {
            VocabularySize = text.Integer("vocab_size"),
            HiddenSize = text.Integer("hidden_size"),
            IntermediateSize = text.Integer("intermediate_size"),
            LayerCount = text.Integer("num_hidden_layers"),
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadSize = headSize,
            NormEpsilon = (float)text.Number("rms_norm_eps"),
            MaxPositions = text.Integer("max_position_embeddings"),
            Rotary = RotaryReader.Read(text, headSize),
        };
    }

    internal static void RequireValue(ConfigReader section, string key, string value)
    {
        if (section.Has(key) && section.Text(key) != value)
        {
            throw section.Fault(key, $"\"{value}\"");
        }
    }
}
