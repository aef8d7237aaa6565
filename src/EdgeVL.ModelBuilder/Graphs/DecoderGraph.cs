using EdgeVL.Qwen3VL.Model;
using Onnx;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>The text decoder: embeddings, DeepStack rows and rotary tables in; logits of the last token out, keys and values in place.</summary>
/// <remarks>S tokens of this call, C rows of the cache, H hidden, V vocabulary. Pre-norm layers:
/// h = x + Wo·Attention(RMS(x)); x' = h + Wdown·(silu(Wgate·RMS(h)) ∘ Wup·RMS(h)); DeepStack row l is added after layer l.
/// Interleaved MRoPE needs nothing in the graph: <c>GroupQueryAttention</c> takes row i of the cos and sin tables for sequence index i, whatever they hold.</remarks>
internal sealed class DecoderGraph
{
    private readonly ModelConfig config;
    private readonly DecoderWeights weights;
    private readonly GraphBuilder graph;
    private readonly ElementKind kind;

    private DecoderGraph(ModelConfig config, DecoderWeights weights, ElementKind kind)
    {
        this.config = config;
        this.weights = weights;
        this.kind = kind;
        graph = new GraphBuilder("decoder", kind);
    }

    private TextConfig Text => config.Text;

    /// <summary>Builds the graph for activations of <paramref name="kind"/>.</summary>
    public static ModelProto Build(ModelConfig config, DecoderWeights weights, ElementKind kind) =>
        new DecoderGraph(config, weights, kind).Build();

    private ModelProto Build()
    {
        string residual = Activations(graph.Input(DecoderNames.Embeddings, ElementKind.Float, 1, "S", Text.HiddenSize), "embeddings");
        string[] deepStack = [.. Enumerable.Range(0, config.Vision.DeepStackBlocks.Count).Select(DeepStackInput)];
        graph.Input(DecoderNames.LastKey, ElementKind.Int32, 1);
        graph.Input(DecoderNames.TotalLength, ElementKind.Int32);
        graph.Input(DecoderNames.Cosines, kind, "C", Text.HeadSize / 2);
        graph.Input(DecoderNames.Sines, kind, "C", Text.HeadSize / 2);

        string? delta = null;
        for (int i = 0; i < Text.LayerCount; i++)
        {
            (residual, delta) = Layer(i, residual, delta);
            if (i < deepStack.Length)
            {
                delta = graph.Node("Add", $"layers.{i}.deepstack", [delta, deepStack[i]]);
            }
        }

        Head(residual, delta!);
        return graph.ToModel();
    }

    // Takes residual and pending delta apart, so that each addition is fused with the norm behind it.
    private (string Residual, string Delta) Layer(int i, string residual, string? delta)
    {
        DecoderLayerWeights layer = weights.Layers[i];
        string name = $"layers.{i}";
        (string normed, string input) = Normed(residual, delta, layer.InputNorm, $"{name}.input_norm", DecoderNames.LayerInput(i));
        string attended = Attention(i, layer, normed);
        string output = layer.Output.Apply(graph, attended, $"{name}.o");
        (normed, string middle) = Normed(input, output, layer.AttentionNorm, $"{name}.attention_norm", $"{name}.middle");

        string gate = layer.Gate.Apply(graph, normed, $"{name}.gate");
        string up = layer.Up.Apply(graph, normed, $"{name}.up");
        string silu = graph.Node("Mul", $"{name}.silu", [gate, graph.Node("Sigmoid", $"{name}.sigmoid", [gate])]);
        string product = graph.Node("Mul", $"{name}.product", [silu, up]);
        return (middle, layer.Down.Apply(graph, product, $"{name}.down"));
    }

    private string Attention(int i, DecoderLayerWeights layer, string normed)
    {
        string name = $"layers.{i}";
        string query = HeadNorm(layer.Query.Apply(graph, normed, $"{name}.q"), layer.QueryNorm, Text.HeadCount, $"{name}.q_norm");
        string key = HeadNorm(layer.Key.Apply(graph, normed, $"{name}.k"), layer.KeyNorm, Text.KeyValueHeadCount, $"{name}.k_norm");
        string value = layer.Value.Apply(graph, normed, $"{name}.v");

        string pastKey = graph.Input(DecoderNames.PastKey(i), kind, 1, Text.KeyValueHeadCount, "C", Text.HeadSize);
        string pastValue = graph.Input(DecoderNames.PastValue(i), kind, 1, Text.KeyValueHeadCount, "C", Text.HeadSize);
        string[] outputs = [$"{name}.attention", DecoderNames.PresentKey(i), DecoderNames.PresentValue(i)];
        graph.Nodes(
            "GroupQueryAttention",
            GraphBuilder.Contrib,
            $"{name}.attention",
            [
                query,
                key,
                value,
                pastKey,
                pastValue,
                DecoderNames.LastKey,
                DecoderNames.TotalLength,
                DecoderNames.Cosines,
                DecoderNames.Sines,
            ],
            outputs,
            ("num_heads", Text.HeadCount),
            ("kv_num_heads", Text.KeyValueHeadCount),
            ("scale", (float)(1 / Math.Sqrt(Text.HeadSize))),
            ("do_rotary", 1),
            ("rotary_interleaved", 0)
        );
        graph.Output(DecoderNames.PresentKey(i), kind, 1, Text.KeyValueHeadCount, "C", Text.HeadSize);
        graph.Output(DecoderNames.PresentValue(i), kind, 1, Text.KeyValueHeadCount, "C", Text.HeadSize);
        return outputs[0];
    }

    // RMS over each head of [1, S, heads · head size], before the rotation.
    private string HeadNorm(string rows, Vector weight, int heads, string name)
    {
        string split = graph.Node("Reshape", $"{name}.heads", [rows, graph.Integers(0, 0, heads, Text.HeadSize)]);
        string normed = RootMeanSquareNorm(split, weight, $"{name}.normed");
        return graph.Node("Reshape", name, [normed, graph.Integers(0, 0, (long)heads * Text.HeadSize)]);
    }

    // residual + delta and its norm; without a delta the residual itself.
    private (string Normed, string Sum) Normed(string residual, string? delta, Vector weight, string name, string sum)
    {
        if (delta is null)
        {
            return (RootMeanSquareNorm(residual, weight, name), residual);
        }

        graph.Nodes(
            "SkipSimplifiedLayerNormalization",
            GraphBuilder.Contrib,
            name,
            [residual, delta, weight.In(graph)],
            [name, "", "", sum],
            ("epsilon", Text.NormEpsilon)
        );
        return (name, sum);
    }

    private string RootMeanSquareNorm(string input, Vector weight, string name) =>
        graph.Node(
            "SimplifiedLayerNormalization",
            name,
            [input, weight.In(graph)],
            ("axis", -1),
            ("epsilon", Text.NormEpsilon),
            ("stash_type", 1)
        );

    // The head is the largest matrix: only the last token reaches it.
    private void Head(string residual, string delta)
    {
        string lastResidual = LastToken(residual, DecoderNames.LastResidual);
        string lastDelta = LastToken(delta, DecoderNames.LastDelta);
        (string normed, _) = Normed(lastResidual, lastDelta, weights.FinalNorm, "final_norm", "final_sum");
        string logits = weights.Head.Apply(graph, normed, kind == ElementKind.Float ? DecoderNames.Logits : "logits.half");
        if (kind == ElementKind.Half)
        {
            graph.Node("Cast", DecoderNames.Logits, [logits], ("to", (int)ElementKind.Float));
        }

        graph.Output(DecoderNames.Logits, ElementKind.Float, 1, 1, Text.VocabularySize);
    }

    private string LastToken(string rows, string name) =>
        graph.Node("Slice", name, [rows, graph.Integers(-1), graph.Integers(long.MaxValue), graph.Integers(1)]);

    private string DeepStackInput(int level) =>
        Activations(graph.Input(DecoderNames.DeepStack(level), ElementKind.Float, 1, "S", Text.HiddenSize), $"deepstack.{level}.half");

    private string Activations(string input, string name) =>
        kind == ElementKind.Float ? input : graph.Node("Cast", name, [input], ("to", (int)kind));
}
