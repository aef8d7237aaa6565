using EdgeVL.ModelBuilder.Graphs;
using EdgeVL.Qwen3VL.Model;
using Google.Protobuf;
using Onnx;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>A copy of a decoder graph in memory that also puts out layer inputs, and the logits of every position.</summary>
internal static class ProbeGraph
{
    /// <summary>Name of the output that holds the input of <paramref name="layer"/>, float [1, S, H].</summary>
    public static string Hidden(int layer) => $"probe.hidden.{layer}";

    /// <summary>Makes the copy; <paramref name="layers"/> are the layers whose inputs are wanted, 1 or higher.</summary>
    public static byte[] Make(string file, IEnumerable<int> layers)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        GraphProto graph = model.Graph;
        foreach (int layer in layers)
        {
            AddOutput(graph, DecoderNames.LayerInput(layer), Hidden(layer));
        }

        // Without the two slices every position reaches the head.
        foreach (
            NodeProto slice in graph.Node.Where(static node =>
                node.Output.Contains(DecoderNames.LastResidual) || node.Output.Contains(DecoderNames.LastDelta)
            )
        )
        {
            slice.OpType = "Identity";
            string rows = slice.Input[0];
            slice.Input.Clear();
            slice.Input.Add(rows);
        }

        ValueInfoProto logits = graph.Output.Single(static output => output.Name == DecoderNames.Logits);
        logits.Type.TensorType.Shape.Dim[1] = new TensorShapeProto.Types.Dimension { DimParam = "S" };
        return model.ToByteArray();
    }

    private static void AddOutput(GraphProto graph, string value, string output)
    {
        var cast = new NodeProto { Name = output, OpType = "Cast" };
        cast.Input.Add(value);
        cast.Output.Add(output);
        cast.Attribute.Add(
            new AttributeProto
            {
                Name = "to",
                Type = AttributeProto.Types.AttributeType.Int,
                I = (int)ElementKind.Float,
            }
        );
        graph.Node.Add(cast);
        graph.Output.Add(
            new ValueInfoProto
            {
                Name = output,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementKind.Float } },
            }
        );
    }
}
