using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>Puts an ONNX graph together: nodes in order, each weight once, inputs and outputs with symbolic sizes.</summary>
/// <param name="name">Name of the graph.</param>
/// <param name="activations">Type of the values that flow between its linear layers.</param>
internal sealed class GraphBuilder(string name, ElementKind activations)
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string Contrib = "com.microsoft";

    // Gelu with its tanh form came with 20; TensorRT 10.3 (JetPack 6) reads up to 20.
    private const int OpsetVersion = 20;
    private const int FormatVersion = 10;

    private readonly GraphProto graph = new() { Name = name };
    private readonly HashSet<string> initializers = new(StringComparer.Ordinal);
    private readonly HashSet<string> made = new(StringComparer.Ordinal);
    private bool usesContrib;

    /// <summary>Type of the values that flow between its linear layers.</summary>
    public ElementKind Activations => activations;

    /// <summary>Adds an input; a dimension is a number or a symbol.</summary>
    public string Input(string input, ElementKind kind, params object[] dimensions)
    {
        graph.Input.Add(Value(input, kind, dimensions));
        return input;
    }

    /// <summary>Declares <paramref name="output"/>, which a node has made, as an output.</summary>
    public void Output(string output, ElementKind kind, params object[] dimensions) => graph.Output.Add(Value(output, kind, dimensions));

    /// <summary>Names a stored weight.</summary>
    public string Weight(StoredTensor tensor)
    {
        if (initializers.Add(tensor.Name))
        {
            graph.Initializer.Add(tensor.ToInitializer());
        }

        return tensor.Name;
    }

    /// <summary>A small constant inside the graph file; the same name is the same constant.</summary>
    public string Constant<T>(string constant, ElementKind kind, ReadOnlySpan<T> values, params long[] dimensions)
        where T : unmanaged
    {
        if (initializers.Add(constant))
        {
            var tensor = new TensorProto
            {
                Name = constant,
                DataType = (int)kind,
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
            };
            tensor.Dims.AddRange(dimensions);
            graph.Initializer.Add(tensor);
        }

        return constant;
    }

    /// <summary>Whether a node has made <paramref name="output"/> already.</summary>
    public bool Has(string output) => made.Contains(output);

    public string Scalar(float value) => Constant($"scalar.{value:R}", ElementKind.Float, [value]);

    public string Integers(params long[] values) =>
        Constant($"integers.{string.Join('_', values)}", ElementKind.Int64, values, values.Length);

    /// <summary>Adds a node with one output and gives the output's name, which is the node's.</summary>
    public string Node(string operation, string output, string[] inputs, params (string Name, object Value)[] attributes) =>
        Nodes(operation, "", output, inputs, [output], attributes);

    /// <summary>Adds a contrib node with one output.</summary>
    public string ContribNode(string operation, string output, string[] inputs, params (string Name, object Value)[] attributes) =>
        Nodes(operation, Contrib, output, inputs, [output], attributes);

    /// <summary>Adds a node; an empty name stands for an absent input or output. Gives the first output.</summary>
    public string Nodes(
        string operation,
        string domain,
        string node,
        string[] inputs,
        string[] outputs,
        params (string Name, object Value)[] attributes
    )
    {
        var proto = new NodeProto
        {
            Name = node,
            OpType = operation,
            Domain = domain,
        };
        proto.Input.AddRange(inputs);
        proto.Output.AddRange(outputs);
        proto.Attribute.AddRange(attributes.Select(static attribute => Attribute(attribute.Name, attribute.Value)));
        graph.Node.Add(proto);
        made.UnionWith(outputs);
        usesContrib |= domain == Contrib;
        return outputs[0];
    }

    /// <summary>The finished model.</summary>
    public ModelProto ToModel()
    {
        var model = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "EdgeVL",
            ProducerVersion = typeof(GraphBuilder).Assembly.GetName().Version!.ToString(3),
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OpsetVersion });
        if (usesContrib)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = Contrib, Version = 1 });
        }

        return model;
    }

    private static ValueInfoProto Value(string value, ElementKind kind, object[] dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (object dimension in dimensions)
        {
            shape.Dim.Add(
                dimension switch
                {
                    string symbol => new TensorShapeProto.Types.Dimension { DimParam = symbol },
                    _ => new TensorShapeProto.Types.Dimension
                    {
                        DimValue = Convert.ToInt64(dimension, System.Globalization.CultureInfo.InvariantCulture),
                    },
                }
            );
        }

        return new ValueInfoProto
        {
            Name = value,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)kind, Shape = shape },
            },
        };
    }

    private static AttributeProto Attribute(string attribute, object value)
    {
        var proto = new AttributeProto { Name = attribute };
        switch (value)
        {
            case int or long:
                proto.Type = AttributeProto.Types.AttributeType.Int;
                proto.I = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case float number:
                proto.Type = AttributeProto.Types.AttributeType.Float;
                proto.F = number;
                break;
            case string text:
                proto.Type = AttributeProto.Types.AttributeType.String;
                proto.S = ByteString.CopyFromUtf8(text);
                break;
            case long[] numbers:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.AddRange(numbers);
                break;
            default:
                throw new ArgumentException($"Attribute '{attribute}' has the type {value.GetType()}.", nameof(value));
        }

        return proto;
    }
}
