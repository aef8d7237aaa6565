using EdgeVL.Qwen3VL.Model;
using Onnx;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>The vision encoder: patches of one picture or temporal patch in; rows for the decoder's input and first layers out.</summary>
/// <remarks>N patches in merge order. x = x + Proj(Attention(LN1(x))); x = x + fc2(gelu_tanh(fc1(LN2(x)))); attention is full, without a mask: one call is one
/// segment. Mergers join four patches: the main one norms each patch before, the DeepStack ones the joined row after; both use the exact GELU.
/// Standard operators only, unless <c>fusedAttention</c> asks for ONNX Runtime's own, which keeps no N × N scores.</remarks>
internal sealed class VisionGraph
{
    private readonly VisionConfig config;
    private readonly VisionWeights weights;
    private readonly bool fusedAttention;
    private readonly GraphBuilder graph;

    private VisionGraph(VisionConfig config, VisionWeights weights, ElementKind kind, bool fusedAttention)
    {
        this.config = config;
        this.weights = weights;
        this.fusedAttention = fusedAttention;
        graph = new GraphBuilder("vision", kind);
    }

    private bool IsHalf => graph.Activations == ElementKind.Half;

    /// <summary>Builds the graph; with halves, norms, softmax, rotation and the residual stay in floats.</summary>
    public static ModelProto Build(VisionConfig config, VisionWeights weights, ElementKind kind, bool fusedAttention) =>
        new VisionGraph(config, weights, kind, fusedAttention).Build();

    private ModelProto Build()
    {
        string patches = graph.Input(VisionNames.Patches, ElementKind.Float, "N", config.PatchLength);
        string rows = graph.Input(VisionNames.PositionRows, ElementKind.Int64, "N", 4);
        string shares = graph.Input(VisionNames.PositionWeights, ElementKind.Float, "N", 4);
        (string cosines, string sines) = RotaryTables();

        string embedded = ToFloat(weights.PatchEmbedding.Apply(graph, ToActivations(patches), "patches.embedded"));
        string residual = graph.Node("Add", "blocks.0.input", [embedded, Positions(rows, shares)]);
        for (int i = 0, level = 0; i < config.Depth; i++)
        {
            residual = Block(i, residual, cosines, sines);
            if (level < config.DeepStackBlocks.Count && config.DeepStackBlocks[level] == i)
            {
                DeepStackMerger(level++, residual);
            }
        }

        MainMerger(residual);
        return graph.ToModel();
    }

    // Four table rows a patch, weighted and added left to right.
    private string Positions(string rows, string shares)
    {
        string gathered = graph.Node("Gather", "positions.rows", [graph.Weight(weights.PositionTable), rows], ("axis", 0));
        string columns = graph.Node("Unsqueeze", "positions.shares", [shares, graph.Integers(-1)]);
        string weighted = graph.Node("Mul", "positions.weighted", [gathered, columns]);
        return graph.Node("ReduceSum", "positions", [weighted, graph.Integers(1)], ("keepdims", 0));
    }

    // [N, head / 2] → [N, 1, head]: both halves of a head turn by the same angles.
    private (string Cosines, string Sines) RotaryTables()
    {
        string Whole(string table)
        {
            string half = graph.Input(table, ElementKind.Float, "N", config.HeadSize / 2);
            string whole = graph.Node("Concat", $"{table}.whole", [half, half], ("axis", -1));
            return graph.Node("Unsqueeze", $"{table}.heads", [whole, graph.Integers(1)]);
        }

        return (Whole(VisionNames.Cosines), Whole(VisionNames.Sines));
    }

    private string Block(int i, string residual, string cosines, string sines)
    {
        VisionBlockWeights block = weights.Blocks[i];
        string name = $"blocks.{i}";
        string attended = Attention(name, block, LayerNorm(residual, block.Norm1, $"{name}.norm1"), cosines, sines);
        string projected = ToFloat(block.Projection.Apply(graph, attended, $"{name}.proj"));
        residual = graph.Node("Add", $"{name}.middle", [residual, projected]);

        string up = block.Up.Apply(graph, LayerNorm(residual, block.Norm2, $"{name}.norm2"), $"{name}.fc1");
        string gelu = graph.Node("Gelu", $"{name}.gelu", [up], ("approximate", "tanh"));
        string down = ToFloat(block.Down.Apply(graph, gelu, $"{name}.fc2"));
        return graph.Node("Add", $"{name}.output", [residual, down]);
    }

    private string Attention(string name, VisionBlockWeights block, string normed, string cosines, string sines)
    {
        string qkv = block.Qkv.Apply(graph, normed, $"{name}.qkv");
        string[] parts = [$"{name}.q", $"{name}.k", $"{name}.v"];
        graph.Nodes("Split", "", $"{name}.split", [qkv], parts, ("axis", -1), ("num_outputs", 3));
        string query = Rotated(Heads(ToFloat(parts[0]), $"{name}.q.heads"), cosines, sines, $"{name}.q.rotated");
        string key = Rotated(Heads(ToFloat(parts[1]), $"{name}.k.heads"), cosines, sines, $"{name}.k.rotated");
        return fusedAttention ? FusedAttention(name, query, key, parts[2]) : PlainAttention(name, query, key, parts[2]);
    }

    private string FusedAttention(string name, string query, string key, string value)
    {
        string Sequence(string rows, string label) => graph.Node("Reshape", label, [rows, graph.Integers(1, -1, config.HiddenSize)]);
        string attended = graph.ContribNode(
            "MultiHeadAttention",
            $"{name}.attended",
            [Sequence(query, $"{name}.q.sequence"), Sequence(key, $"{name}.k.sequence"), Sequence(value, $"{name}.v.sequence")],
            ("num_heads", config.HeadCount),
            ("scale", Scale)
        );
        return graph.Node("Reshape", $"{name}.attention", [attended, graph.Integers(-1, config.HiddenSize)]);
    }

    private string PlainAttention(string name, string query, string key, string value)
    {
        // The scale goes to the queries, so that half scores stay small.
        string scaled = graph.Node("Mul", $"{name}.q.scaled", [query, graph.Scalar(Scale)]);
        string queries = graph.Node("Transpose", $"{name}.q.turned", [ToActivations(scaled)], ("perm", new long[] { 1, 0, 2 }));
        string keys = graph.Node("Transpose", $"{name}.k.turned", [ToActivations(key)], ("perm", new long[] { 1, 2, 0 }));
        string values = graph.Node("Transpose", $"{name}.v.turned", [Heads(value, $"{name}.v.heads")], ("perm", new long[] { 1, 0, 2 }));
        string scores = graph.Node("MatMul", $"{name}.scores", [queries, keys]);
        string shares = ToActivations(graph.Node("Softmax", $"{name}.softmax", [ToFloat(scores)], ("axis", -1)));
        string attended = graph.Node("MatMul", $"{name}.attended", [shares, values]);
        string turned = graph.Node("Transpose", $"{name}.attended.turned", [attended], ("perm", new long[] { 1, 0, 2 }));
        return graph.Node("Reshape", $"{name}.attention", [turned, graph.Integers(-1, config.HiddenSize)]);
    }

    private float Scale => (float)(1 / Math.Sqrt(config.HeadSize));

    private string Heads(string rows, string name) =>
        graph.Node("Reshape", name, [rows, graph.Integers(-1, config.HeadCount, config.HeadSize)]);

    // q · cos + rot(q) · sin, rot(x) = [−second half, first half].
    private string Rotated(string heads, string cosines, string sines, string name)
    {
        string[] halves = [$"{name}.first", $"{name}.second"];
        graph.Nodes("Split", "", $"{name}.halves", [heads], halves, ("axis", -1), ("num_outputs", 2));
        string turned = graph.Node(
            "Concat",
            $"{name}.turned",
            [graph.Node("Neg", $"{name}.negated", [halves[1]]), halves[0]],
            ("axis", -1)
        );
        string straight = graph.Node("Mul", $"{name}.straight", [heads, cosines]);
        return graph.Node("Add", name, [straight, graph.Node("Mul", $"{name}.cross", [turned, sines])]);
    }

    private void MainMerger(string residual)
    {
        string normed = LayerNorm(residual, weights.Merger.Norm, "merger.norm");
        Merge(normed, weights.Merger, "merger", VisionNames.Embeddings);
    }

    private void DeepStackMerger(int level, string residual)
    {
        string joined = Joined(residual, $"deepstack.{level}.joined");
        string normed = LayerNorm(joined, weights.DeepStackMergers[level].Norm, $"deepstack.{level}.norm");
        Merge(normed, weights.DeepStackMergers[level], $"deepstack.{level}", VisionNames.DeepStack(level));
    }

    private void Merge(string normed, MergerWeights merger, string name, string output)
    {
        string inner = merger.Inner.Apply(graph, Joined(normed, $"{name}.rows"), $"{name}.fc1");
        string gelu = graph.Node("Gelu", $"{name}.gelu", [inner], ("approximate", "none"));
        string outer = merger.Outer.Apply(graph, gelu, IsHalf ? $"{name}.fc2" : output);
        if (IsHalf)
        {
            graph.Node("Cast", output, [outer], ("to", (int)ElementKind.Float));
        }

        graph.Output(output, ElementKind.Float, "M", config.OutputSize);
    }

    private string Joined(string rows, string name) =>
        graph.Node("Reshape", name, [rows, graph.Integers(-1, (long)config.HiddenSize * config.PatchesPerToken)]);

    // With halves the norm is written out in floats: TensorRT's fused half LayerNorm is known to fail; ONNX Runtime fuses the pattern again.
    private string LayerNorm(string input, NormWeights norm, string name)
    {
        string weight = graph.Weight(norm.Weight);
        string bias = graph.Weight(norm.Bias);
        if (!IsHalf)
        {
            return graph.Node("LayerNormalization", name, [input, weight, bias], ("axis", -1), ("epsilon", VisionConfig.NormEpsilon));
        }

        string mean = graph.Node("ReduceMean", $"{name}.mean", [input, graph.Integers(-1)], ("keepdims", 1));
        string centred = graph.Node("Sub", $"{name}.centred", [input, mean]);
        string squares = graph.Node("Pow", $"{name}.squares", [centred, graph.Scalar(2)]);
        string variance = graph.Node("ReduceMean", $"{name}.variance", [squares, graph.Integers(-1)], ("keepdims", 1));
        string padded = graph.Node("Add", $"{name}.padded", [variance, graph.Scalar(VisionConfig.NormEpsilon)]);
        string deviation = graph.Node("Sqrt", $"{name}.deviation", [padded]);
        string normed = graph.Node("Div", $"{name}.normed", [centred, deviation]);
        string weighted = graph.Node("Mul", $"{name}.weighted", [normed, weight]);
        return ToActivations(graph.Node("Add", name, [weighted, bias]));
    }

    private string ToFloat(string value) => IsHalf ? graph.Node("Cast", $"{value}.float", [value], ("to", (int)ElementKind.Float)) : value;

    private string ToActivations(string value) =>
        IsHalf ? graph.Node("Cast", $"{value}.half", [value], ("to", (int)ElementKind.Half)) : value;
}
