namespace EdgeVL.Qwen3VL.Model;

/// <summary>Names of the vision graph's inputs and outputs.</summary>
public static class VisionNames
{
    /// <summary>Patches in merge order, float [N, patch length].</summary>
    public const string Patches = "pixel_values";

    /// <summary>Four rows of the position table a patch, int64 [N, 4].</summary>
    public const string PositionRows = "position_rows";

    /// <summary>Their weights, float [N, 4].</summary>
    public const string PositionWeights = "position_weights";

    /// <summary>Cosines of the two-dimensional rotation, float [N, head / 2].</summary>
    public const string Cosines = "rotary_cos";

    /// <summary>Sines of the two-dimensional rotation, float [N, head / 2].</summary>
    public const string Sines = "rotary_sin";

    /// <summary>Rows for the decoder's input, float [N / 4, H].</summary>
    public const string Embeddings = "image_embeds";

    /// <summary>Rows for the decoder's layer <paramref name="level"/>, float [N / 4, H].</summary>
    public static string DeepStack(int level) => $"deepstack_{level}";
}
