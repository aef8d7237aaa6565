namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>Stored weights of a linear layer, and the nodes that multiply by them.</summary>
/// <param name="Inputs">Length of an input row.</param>
/// <param name="Outputs">Length of an output row.</param>
internal abstract record LinearWeights(int Inputs, int Outputs)
{
    /// <summary>Adds nodes for x · Wᵀ (+ bias); x is [..., Inputs].</summary>
    public string Apply(GraphBuilder graph, string input, string output, StoredTensor? bias = null)
    {
        if (bias is null)
        {
            return Multiply(graph, input, output);
        }

        string product = Multiply(graph, input, $"{output}.product");
        return graph.Node("Add", output, [product, graph.Weight(bias)]);
    }

    protected abstract string Multiply(GraphBuilder graph, string input, string output);
}

/// <summary>Weights in the activations' own type, [Inputs, Outputs].</summary>
internal sealed record DenseWeights(int Inputs, int Outputs, StoredTensor Matrix) : LinearWeights(Inputs, Outputs)
{
    protected override string Multiply(GraphBuilder graph, string input, string output) =>
        graph.Node("MatMul", output, [input, graph.Weight(Matrix)]);
}

/// <summary>The head in the activations' own type, [Outputs, Inputs] as the embedding stores it; the input is one row.</summary>
internal sealed record DenseHeadWeights(int Inputs, int Outputs, StoredTensor Matrix) : LinearWeights(Inputs, Outputs)
{
    protected override string Multiply(GraphBuilder graph, string input, string output)
    {
        string rows = graph.Node("Reshape", $"{output}.rows", [input, graph.Integers(-1, Inputs)]);
        string product = graph.Node("Gemm", $"{output}.gemm", [rows, graph.Weight(Matrix)], ("transB", 1));
        return graph.Node("Unsqueeze", output, [product, graph.Integers(0)]);
    }
}

/// <summary>Weights in blocks of four or eight bits.</summary>
/// <param name="Packed">[Outputs, blocks, Block · Bits / 8].</param>
/// <param name="Scales">[Outputs · blocks], for float activations.</param>
/// <param name="HalfScales">The same for half activations.</param>
internal sealed record BlockWeights(
    int Inputs,
    int Outputs,
    StoredTensor Packed,
    StoredTensor Scales,
    StoredTensor HalfScales,
    int Bits,
    int Block
) : LinearWeights(Inputs, Outputs)
{
    // 4 = activations quantised to int8 inside the kernel; the level is never left to a default.
    private const int AccuracyLevel = 4;

    protected override string Multiply(GraphBuilder graph, string input, string output) =>
        graph.ContribNode(
            "MatMulNBits",
            output,
            [input, graph.Weight(Packed), graph.Weight(graph.Activations == ElementKind.Half ? HalfScales : Scales)],
            ("K", Inputs),
            ("N", Outputs),
            ("bits", Bits),
            ("block_size", Block),
            ("accuracy_level", AccuracyLevel)
        );
}

/// <summary>Weights of eight bits with a scale an output; activations are quantised with a scale a token.</summary>
/// <remarks>One scale for all tokens would let a single outlier drown every other token.</remarks>
/// <param name="Matrix">[Inputs, Outputs].</param>
/// <param name="Scales">[Outputs].</param>
/// <param name="TokenAxis">The input's axis of tokens: 1 in the decoder, 0 in the vision encoder.</param>
internal sealed record RowWeights(int Inputs, int Outputs, StoredTensor Matrix, StoredTensor Scales, int TokenAxis)
    : LinearWeights(Inputs, Outputs)
{
    // Keeps the division finite for a row of zeros.
    private const float LeastScale = 1e-10f;

    protected override string Multiply(GraphBuilder graph, string input, string output)
    {
        (string quantized, string scale) = Quantized(graph, input);
        string product = graph.ContribNode(
            "MatMulIntegerToFloat",
            $"{output}.integer",
            [quantized, graph.Weight(Matrix), graph.Scalar(1), graph.Weight(Scales), Zero(graph)]
        );
        return graph.Node("Mul", output, [product, scale]);
    }

    // Several layers read one input (q, k, v; gate, up): it is quantised once, and the nodes carry the input's name.
    private (string Quantized, string Scale) Quantized(GraphBuilder graph, string input)
    {
        string quantized = $"{input}.int8";
        string scale = $"{input}.scale";
        if (!graph.Has(quantized))
        {
            string magnitude = graph.Node("Abs", $"{input}.magnitude", [input]);
            string largest = graph.Node("ReduceMax", $"{input}.largest", [magnitude, graph.Integers(-1)], ("keepdims", 1));
            string step = graph.Node("Mul", $"{input}.step", [largest, graph.Scalar(1 / 127f)]);
            graph.Node("Max", scale, [step, graph.Scalar(LeastScale)]);
            string scales = graph.Node("Reshape", $"{input}.scales", [scale, graph.Integers(-1)]);
            string shape = graph.Node("Shape", $"{input}.scales.shape", [scales]);
            string zeros = graph.Node("Expand", $"{input}.zeros", [Zero(graph), shape]);
            graph.Node("QuantizeLinear", quantized, [input, scales, zeros], ("axis", TokenAxis));
        }

        return (quantized, scale);
    }

    private static string Zero(GraphBuilder graph) => graph.Constant<byte>("zero.uint8", ElementKind.UInt8, [128]);
}
