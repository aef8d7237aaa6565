using System.Globalization;
using Onnx;

namespace EdgeVL.ModelBuilder.Tests.Graphs;

/// <summary>A graph as it lies in a built model.</summary>
internal sealed class BuiltGraph(ModelProto model)
{
    public const string Contrib = "com.microsoft";

    public ModelProto Model => model;

    public IReadOnlyList<NodeProto> Nodes => model.Graph.Node;

    public IEnumerable<string> Inputs => model.Graph.Input.Select(static input => input.Name);

    public IEnumerable<string> Outputs => model.Graph.Output.Select(static output => output.Name);

    public static BuiltGraph Read(string file) => new(ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)));

    public IEnumerable<NodeProto> Of(string operation) => Nodes.Where(node => node.OpType == operation);

    public NodeProto Maker(string value) => Nodes.Single(node => node.Output.Contains(value));

    public TensorProto Initializer(string name) => model.Graph.Initializer.Single(tensor => tensor.Name == name);

    public int ElementTypeOf(string value) =>
        model.Graph.Input.Concat(model.Graph.Output).Single(info => info.Name == value).Type.TensorType.ElemType;

    /// <summary>Dimensions of an input or output as a person writes them: <c>[1, S, 96]</c>.</summary>
    public string ShapeOf(string value) =>
        $"[{string.Join(", ", model.Graph.Input.Concat(model.Graph.Output).Single(info => info.Name == value).Type.TensorType.Shape.Dim.Select(static side => side.DimParam.Length > 0 ? side.DimParam : $"{side.DimValue}"))}]";

    public static (string File, long Offset, long Length) PlaceOf(TensorProto tensor)
    {
        string Entry(string key) => tensor.ExternalData.Single(entry => entry.Key == key).Value;
        return (
            Entry("location"),
            long.Parse(Entry("offset"), CultureInfo.InvariantCulture),
            long.Parse(Entry("length"), CultureInfo.InvariantCulture)
        );
    }

    public static long Integer(NodeProto node, string attribute) => node.Attribute.Single(entry => entry.Name == attribute).I;
}
