using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Tests.Support;
using Onnx;

namespace EdgeVL.ModelBuilder.Tests.Graphs;

/// <summary>What the graphs are made of, precision by precision.</summary>
public sealed class GraphTests : IDisposable
{
    private const int Layers = 3;
    private const int MatricesOfALayer = 7;
    private const int Float = 1;
    private const int Half = 10;

    private readonly TemporaryFolder folder = new();

    public GraphTests() => RandomCheckpoint.Write(folder.At("checkpoint"), new CheckpointShape { Layers = Layers });

    [Theory]
    [InlineData(Precision.Fp32, "vision.onnx")]
    [InlineData(Precision.Fp16, "vision.onnx")]
    [InlineData(Precision.Int4, "vision.gpu.onnx")]
    public void A_vision_graph_for_TensorRT_has_standard_operators_only(Precision precision, string file)
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = precision }, file);
        Assert.All(graph.Nodes, static node => Assert.Equal("", node.Domain));
        Assert.Equal([""], graph.Model.OpsetImport.Select(static opset => opset.Domain));
        Assert.Equal(20, graph.Model.OpsetImport[0].Version); // the highest that TensorRT 10.3 reads
        Assert.DoesNotContain(graph.Nodes, static node => node.OpType is "If" or "Loop" or "Scan");
    }

    [Fact]
    public void A_half_vision_graph_keeps_norm_softmax_and_rotation_in_floats()
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = Precision.Fp16 }, "vision.onnx");
        Assert.Empty(graph.Of("LayerNormalization"));
        Assert.All(graph.Of("Softmax"), softmax => Assert.Equal(Float, BuiltGraph.Integer(graph.Maker(softmax.Input[0]), "to")));
        Assert.All(
            graph.Of("MatMul").Select(static node => node.Input[1]).Where(static name => name.EndsWith(".Half", StringComparison.Ordinal)),
            name => Assert.Equal(Half, graph.Initializer(name).DataType)
        );
        Assert.All(
            graph.Of("MatMul").Where(node => graph.Model.Graph.Initializer.Any(weight => weight.Name == node.Input[1])),
            node => Assert.EndsWith(".Half", node.Input[1], StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Fp16)]
    [InlineData(Precision.Int8)]
    [InlineData(Precision.Int4)]
    public void A_decoder_has_the_fused_operators_and_the_inputs_that_the_session_binds(Precision precision)
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = precision }, "decoder.onnx");
        int type = precision == Precision.Fp16 ? Half : Float;
        Assert.Equal(Layers, graph.Of("GroupQueryAttention").Count());
        Assert.Equal(2 * Layers, graph.Of("SkipSimplifiedLayerNormalization").Count());
        Assert.All(graph.Of("GroupQueryAttention"), static node => Assert.Equal(1, BuiltGraph.Integer(node, "do_rotary")));
        Assert.Equal("[1, S, 96]", graph.ShapeOf("inputs_embeds"));
        Assert.Equal("[1, S, 96]", graph.ShapeOf("deepstack_0"));
        Assert.Contains("deepstack_1", graph.Inputs);
        Assert.DoesNotContain("deepstack_2", graph.Inputs);
        Assert.Equal("[C, 16]", graph.ShapeOf("cos_cache"));
        Assert.Equal("[C, 16]", graph.ShapeOf("sin_cache"));
        for (int layer = 0; layer < Layers; layer++)
        {
            // One size for past and present: both are the same memory.
            Assert.Equal("[1, 2, C, 32]", graph.ShapeOf($"past_key_values.{layer}.key"));
            Assert.Equal("[1, 2, C, 32]", graph.ShapeOf($"present.{layer}.value"));
            Assert.Equal(type, graph.ElementTypeOf($"past_key_values.{layer}.value"));
        }

        Assert.Equal("[1, 1, 2048]", graph.ShapeOf("logits"));
        Assert.Equal(Float, graph.ElementTypeOf("logits"));
    }

    [Fact]
    public void Only_the_last_token_reaches_the_head()
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = Precision.Int4 }, "decoder.onnx");
        NodeProto norm = graph.Maker(graph.Maker("logits").Input[0]);
        Assert.Equal("SkipSimplifiedLayerNormalization", norm.OpType);
        Assert.All(norm.Input.Take(2), input => Assert.Equal("Slice", graph.Maker(input).OpType));
    }

    [Fact]
    public void DeepStack_rows_are_added_behind_the_first_layers()
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = Precision.Fp32 }, "decoder.onnx");
        for (int level = 0; level < 2; level++)
        {
            NodeProto addition = graph.Nodes.Single(node => node.OpType == "Add" && node.Input.Contains($"deepstack_{level}"));
            Assert.Contains($"layers.{level}.down", addition.Input);
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(32)]
    public void A_decoder_in_four_bits_is_symmetric_with_an_explicit_accuracy_level(int block)
    {
        var options = new BuildOptions { Precision = Precision.Int4, Block = block };
        foreach (string file in new[] { "decoder.onnx", "decoder.gpu.onnx" })
        {
            BuiltGraph graph = Build(options, file);
            NodeProto[] products = [.. graph.Of("MatMulNBits")];
            Assert.Equal((Layers * MatricesOfALayer) + 1, products.Length);
            Assert.All(
                products,
                product =>
                {
                    Assert.Equal(
                        (4, block, 4),
                        (
                            BuiltGraph.Integer(product, "bits"),
                            BuiltGraph.Integer(product, "block_size"),
                            BuiltGraph.Integer(product, "accuracy_level")
                        )
                    );
                    Assert.Equal(3, product.Input.Count); // no zero points: symmetric
                    long blocks = (BuiltGraph.Integer(product, "K") + block - 1) / block;
                    Assert.Equal([BuiltGraph.Integer(product, "N"), blocks, block / 2], graph.Initializer(product.Input[1]).Dims);
                }
            );
            Assert.Empty(graph.Of("MatMul"));
            Assert.Equal(file == "decoder.onnx" ? Float : Half, graph.Initializer(products[0].Input[2]).DataType);
        }
    }

    [Theory]
    [InlineData("vision.onnx", 0)]
    [InlineData("decoder.onnx", 1)]
    public void Eight_bits_quantise_activations_with_a_scale_for_each_token(string file, int tokenAxis)
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = Precision.Int8 }, file);
        NodeProto[] products = [.. graph.Of("MatMulIntegerToFloat")];
        Assert.Equal(file == "vision.onnx" ? (4 * 4) + (3 * 2) : Layers * MatricesOfALayer, products.Length);
        Assert.Empty(graph.Of("DynamicQuantizeMatMul"));
        Assert.All(
            products,
            product =>
            {
                NodeProto quantize = graph.Maker(product.Input[0]);
                Assert.Equal(tokenAxis, BuiltGraph.Integer(quantize, "axis"));
                Assert.Contains(graph.Nodes, node => node.OpType == "ReduceMax" && node.Output[0] == $"{quantize.Input[0]}.largest");
            }
        );
    }

    [Fact]
    public void What_several_layers_read_is_quantised_once()
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = Precision.Int8 }, "decoder.onnx");
        // q, k, v share their input, and gate, up theirs: four quantisations for seven matrices.
        Assert.Equal(4 * Layers, graph.Of("QuantizeLinear").Count());
    }

    [Fact]
    public void A_prefill_graph_reads_the_same_cache_as_the_decoder()
    {
        var options = new BuildOptions { Precision = Precision.Int4, Int8Prefill = true };
        BuiltGraph decoder = Build(options, "decoder.onnx");
        BuiltGraph prefill = Build(options, "prefill.onnx");
        Assert.Equal(decoder.Inputs.Order(), prefill.Inputs.Order());
        Assert.Equal(decoder.Outputs.Order(), prefill.Outputs.Order());
        Assert.All(
            decoder.Inputs,
            input =>
                Assert.Equal((decoder.ShapeOf(input), decoder.ElementTypeOf(input)), (prefill.ShapeOf(input), prefill.ElementTypeOf(input)))
        );
        Assert.NotEmpty(prefill.Of("MatMulIntegerToFloat"));
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Int4)]
    public void Weights_lie_in_an_external_file_that_can_be_mapped(Precision precision)
    {
        BuiltGraph graph = Build(new BuildOptions { Precision = precision }, "decoder.onnx");
        long length = new FileInfo(folder.At("model/decoder.data")).Length;
        TensorProto[] external = [.. graph.Model.Graph.Initializer.Where(static tensor => tensor.ExternalData.Count > 0)];
        Assert.Equal((Layers * 11) + 2, external.Count(static tensor => !tensor.Name.Contains("scales", StringComparison.Ordinal)));
        Assert.All(
            external,
            tensor =>
            {
                (string file, long offset, long bytes) = BuiltGraph.PlaceOf(tensor);
                Assert.Equal("decoder.data", file);
                Assert.Equal(0, offset % (bytes >= 4096 ? 4096 : 64));
                Assert.InRange(offset + bytes, 1, length);
            }
        );
    }

    public void Dispose() => folder.Dispose();

    private BuiltGraph Build(BuildOptions options, string file)
    {
        ModelBuild.Run(
            folder.At("checkpoint"),
            folder.At("model"),
            options with
            {
                Replace = true,
            },
            progress: null,
            CancellationToken.None
        );
        return BuiltGraph.Read(folder.At($"model/{file}"));
    }
}
