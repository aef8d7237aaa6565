namespace EdgeVL.Qwen3VL.Model;

/// <summary>Rotary settings of the decoder: interleaved MRoPE, with YaRN where the checkpoint asks for it.</summary>
public sealed record RotaryConfig
{
    /// <summary>Base of the frequencies.</summary>
    public required double Theta { get; init; }

    /// <summary>Frequencies of time, height and width; their sum is half a head.</summary>
    public required IReadOnlyList<int> Sections { get; init; }

    /// <summary>YaRN, or null.</summary>
    public YarnConfig? Yarn { get; init; }

    /// <summary>Reads <c>rope_scaling</c> with <c>rope_theta</c> beside it, or <c>rope_parameters</c> with both.</summary>
    internal static RotaryConfig Read(ConfigReader text, int headSize)
    {
        string key = text.Has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        ConfigReader rope = text.Section(key);
        if (!rope.Flag("mrope_interleaved", otherwise: false))
        {
            throw rope.Fault("mrope_interleaved", "true: Qwen3-VL interleaves its axes");
        }

        int[] sections = rope.Integers("mrope_section");
        if (sections.Length != 3 || sections.Sum() != headSize / 2)
        {
            throw rope.Fault("mrope_section", $"three integers with the sum {headSize / 2}, half of head_dim");
        }

        string type =
            rope.Has("rope_type") ? rope.Text("rope_type")
            : rope.Has("type") ? rope.Text("type")
            : "default";
        return new RotaryConfig
        {
            Theta = rope.Has("rope_theta") ? rope.Number("rope_theta") : text.Number("rope_theta"),
            Sections = sections,
            Yarn = type switch
            {
                // "mrope" is how some saved files spell the default.
                "default" or "mrope" => null,
                "yarn" => new YarnConfig(
                    rope.Number("factor"),
                    rope.Has("original_max_position_embeddings")
                        ? rope.Integer("original_max_position_embeddings")
                        : text.Integer("max_position_embeddings")
                ),
                _ => throw rope.Fault("rope_type", "\"default\" or \"yarn\""),
            },
        };
    }
}

/// <summary>YaRN: stretches the context by <paramref name="Factor"/>.</summary>
/// <param name="Factor">Ratio of the stretched to the original context, more than 1.</param>
/// <param name="OriginalMaxPositions">Context the checkpoint was trained for.</param>
public sealed record YarnConfig(double Factor, int OriginalMaxPositions);
