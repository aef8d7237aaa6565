namespace EdgeVL.Qwen3VL.Model;

/// <summary>Names of the decoder graph's inputs, outputs and inner values: the builder writes them, the session binds them.</summary>
public static class DecoderNames
{
    /// <summary>Token embeddings and vision rows, float [1, S, H].</summary>
    public const string Embeddings = "inputs_embeds";

    /// <summary>Index of the last key after this call, int32 [1]: past + S − 1.</summary>
    public const string LastKey = "seqlens_k";

    /// <summary>Length of the sequence after this call, int32 scalar.</summary>
    public const string TotalLength = "total_sequence_length";

    /// <summary>Cosines by sequence index, [C, head / 2].</summary>
    public const string Cosines = "cos_cache";

    /// <summary>Sines by sequence index, [C, head / 2].</summary>
    public const string Sines = "sin_cache";

    /// <summary>Logits of the last token, float [1, 1, V].</summary>
    public const string Logits = "logits";

    /// <summary>The slice that keeps the residual of the last token.</summary>
    public const string LastResidual = "last.residual";

    /// <summary>The slice that keeps what the last layer adds to it.</summary>
    public const string LastDelta = "last.delta";

    /// <summary>DeepStack rows added after layer <paramref name="level"/>, float [1, S, H]; zero where there is no picture.</summary>
    public static string DeepStack(int level) => $"deepstack_{level}";

    /// <summary>Keys before this call, [1, KV heads, C, head].</summary>
    public static string PastKey(int layer) => $"past_key_values.{layer}.key";

    /// <summary>Values before this call, [1, KV heads, C, head].</summary>
    public static string PastValue(int layer) => $"past_key_values.{layer}.value";

    /// <summary>Keys after this call: the same memory.</summary>
    public static string PresentKey(int layer) => $"present.{layer}.key";

    /// <summary>Values after this call: the same memory.</summary>
    public static string PresentValue(int layer) => $"present.{layer}.value";

    /// <summary>Residual stream as layer <paramref name="layer"/> (1 or higher) reads it, [1, S, H].</summary>
    public static string LayerInput(int layer) => $"layers.{layer}.input";
}
