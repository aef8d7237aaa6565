using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Quantization;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>Stored weights of one decoder layer.</summary>
internal sealed record DecoderLayerWeights
{
    public required Vector InputNorm { get; init; }
    public required Vector AttentionNorm { get; init; }
    public required Vector QueryNorm { get; init; }
    public required Vector KeyNorm { get; init; }
    public required LinearWeights Query { get; init; }
    public required LinearWeights Key { get; init; }
    public required LinearWeights Value { get; init; }
    public required LinearWeights Output { get; init; }
    public required LinearWeights Gate { get; init; }
    public required LinearWeights Up { get; init; }
    public required LinearWeights Down { get; init; }
}

/// <summary>A small vector in both activation types, so that one data file serves a graph of either.</summary>
internal sealed record Vector(StoredTensor Single, StoredTensor Half)
{
    public string In(GraphBuilder graph) => graph.Weight(graph.Activations == ElementKind.Half ? Half : Single);
}

/// <summary>Stored weights of the decoder.</summary>
internal sealed record DecoderWeights(IReadOnlyList<DecoderLayerWeights> Layers, Vector FinalNorm, LinearWeights Head)
{
    // Tokens lie on the second axis of [1, S, H].
    private const int TokenAxis = 1;

    /// <summary>Writes all weights with the scheme that <paramref name="schemeOf"/> gives each matrix.</summary>
    public static DecoderWeights Write(ModelConfig config, LinearWriter writer, Func<string, Scheme> schemeOf)
    {
        var layers = new DecoderLayerWeights[config.Text.LayerCount];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = WriteLayer(TensorNames.Layer(i), writer, schemeOf);
        }

        string head = config.TiedHead ? TensorNames.Embedding : TensorNames.Head;
        return new DecoderWeights(layers, WriteVector(TensorNames.FinalNorm, writer), writer.WriteHead(head, schemeOf(TensorNames.Head)));
    }

    private static DecoderLayerWeights WriteLayer(string name, LinearWriter writer, Func<string, Scheme> schemeOf)
    {
        LinearWeights Linear(string layer) => writer.Write($"{name}.{layer}", schemeOf($"{name}.{layer}.weight"), TokenAxis);
        return new DecoderLayerWeights
        {
            InputNorm = WriteVector($"{name}.input_layernorm.weight", writer),
            AttentionNorm = WriteVector($"{name}.post_attention_layernorm.weight", writer),
            QueryNorm = WriteVector($"{name}.self_attn.q_norm.weight", writer),
            KeyNorm = WriteVector($"{name}.self_attn.k_norm.weight", writer),
            Query = Linear("self_attn.q_proj"),
            Key = Linear("self_attn.k_proj"),
            Value = Linear("self_attn.v_proj"),
            Output = Linear("self_attn.o_proj"),
            Gate = Linear("mlp.gate_proj"),
            Up = Linear("mlp.up_proj"),
            Down = Linear("mlp.down_proj"),
        };
    }

    private static Vector WriteVector(string name, LinearWriter writer) =>
        new(writer.WriteTable(name, ElementKind.Float), writer.WriteTable(name, ElementKind.Half));
}
