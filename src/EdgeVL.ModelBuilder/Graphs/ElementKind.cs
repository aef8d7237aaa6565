namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>Element types of the graphs, with ONNX's numbers.</summary>
internal enum ElementKind
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Half = 10,
}
