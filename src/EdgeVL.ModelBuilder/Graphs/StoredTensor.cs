using Onnx;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>A weight that lies in an external data file; any number of graphs may name it.</summary>
/// <param name="Name">Name of the initializer.</param>
/// <param name="Kind">Element type.</param>
/// <param name="Dimensions">Shape, row-major.</param>
/// <param name="File">File name beside the graph.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record StoredTensor(string Name, ElementKind Kind, IReadOnlyList<long> Dimensions, string File, long Offset, long Length)
{
    public TensorProto ToInitializer()
    {
        var tensor = new TensorProto
        {
            Name = Name,
            DataType = (int)Kind,
            DataLocation = TensorProto.Types.DataLocation.External,
        };
        tensor.Dims.AddRange(Dimensions);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = File });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{Offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{Length}" });
        return tensor;
    }
}
