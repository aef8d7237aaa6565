using EdgeVL.Qwen3VL.Rotary;

namespace EdgeVL.Qwen3VL.Model;

/// <summary>Reads the rotary settings of a <c>text_config</c> in either spelling.</summary>
internal static class RotaryReader
{
    /// <summary>Reads <c>rope_scaling</c> with <c>rope_theta</c> beside it, or <c>rope_parameters</c> with both.</summary>
    public static RotarySettings Read(ConfigReader text, int headSize)
    {
        ConfigReader rope = text.Section(text.Has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        if (!rope.Flag("mrope_interleaved", otherwise: false))
        {
            throw rope.Fault("mrope_interleaved", "true: Qwen3-VL interleaves its axes");
        }

        int[] sections = rope.Integers("mrope_section");
        if (sections.Length != 3 || sections.Sum() != headSize / 2)
        {
            throw rope.Fault("mrope_section", $"three integers with the sum {headSize / 2}, half of head_dim");
        }

        double theta = rope.Has("rope_theta") ? rope.Number("rope_theta") : text.Number("rope_theta");
        return new RotarySettings(headSize, theta, sections, ReadYarn(text, rope));
    }

    private static YarnSettings? ReadYarn(ConfigReader text, ConfigReader rope)
    {
        string key = rope.Has("rope_type") ? "rope_type" : "type";
        switch (rope.Has(key) ? rope.Text(key) : "default")
        {
            case "default" or "mrope": // some saved files spell the default as "mrope"
                return null;
            case "yarn":
                int original = rope.Has("original_max_position_embeddings")
                    ? rope.Integer("original_max_position_embeddings")
                    : text.Integer("max_position_embeddings");
                return new YarnSettings(rope.Number("factor"), original)
                {
                    FastTurns = rope.Has("beta_fast") ? rope.Number("beta_fast") : 32,
                    SlowTurns = rope.Has("beta_slow") ? rope.Number("beta_slow") : 1,
                    AttentionFactor = rope.Has("attention_factor") ? rope.Number("attention_factor") : null,
                };
            default:
                throw rope.Fault(key, "\"default\" or \"yarn\"");
        }
    }
}
