using System.Text.Json.Serialization;

namespace EdgeVL.Qwen3VL.Model;

/// <summary>The file <c>edgevl-model.json</c> of a built model: what it was made from, how, and the hash of every file.</summary>
public sealed record ModelManifest
{
    /// <summary>File name inside the folder; it is written last.</summary>
    public const string FileName = "edgevl-model.json";

    /// <summary>Name and version of this form.</summary>
    public const string CurrentFormat = "edgevl/model/1";

    /// <summary>Name and version of this form.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary><c>fp32</c>, <c>fp16</c>, <c>int8</c> or <c>int4</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>SHA-256 over the names and hashes of <see cref="Files"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>Version of EdgeVL that built it.</summary>
    public required string Builder { get; init; }

    /// <summary>The checkpoint it was built from.</summary>
    public required ModelSource Source { get; init; }

    /// <summary>How its weights are stored.</summary>
    public required ModelQuantization Quantization { get; init; }

    /// <summary>Which graph serves what.</summary>
    public required ModelGraphs Graphs { get; init; }

    /// <summary>The token embedding, in the checkpoint's own type.</summary>
    public required EmbeddingFile Embeddings { get; init; }

    /// <summary>Sizes that a reader wants to know without opening the graphs.</summary>
    public required ModelShapes Shapes { get; init; }

    /// <summary>Every other file of the folder.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }
}

/// <summary>The checkpoint a model was built from.</summary>
/// <param name="Folder">Name of its folder.</param>
/// <param name="Hash">SHA-256 over the names and hashes of its weight files.</param>
/// <param name="Files">Its weight files.</param>
public sealed record ModelSource(string Folder, string Hash, IReadOnlyList<ModelFile> Files);

/// <summary>How weights are stored.</summary>
/// <param name="Vision">Form of the vision encoder's linear layers, by graph.</param>
/// <param name="Decoder">Form of the decoder's linear layers.</param>
/// <param name="Head">Form of the head.</param>
/// <param name="Prefill">Form of the prefill graph's linear layers, where there is one of its own.</param>
/// <param name="KeptHigher">Matrices stored in a higher form than the rest, and that form.</param>
/// <param name="KeptBecause">The measurement that asked for it.</param>
/// <param name="LargestError">Largest relative error of a quantised matrix, ‖W − Ŵ‖ / ‖W‖.</param>
/// <param name="LargestErrorOf">Its name.</param>
public sealed record ModelQuantization(
    string Vision,
    string Decoder,
    string Head,
    string? Prefill,
    IReadOnlyDictionary<string, string> KeptHigher,
    string? KeptBecause,
    double? LargestError,
    string? LargestErrorOf
);

/// <summary>Which graph serves what; paths are relative to the folder.</summary>
/// <param name="Vision">Vision encoder.</param>
/// <param name="Decoder">Decoder for prompts and single tokens.</param>
/// <param name="VisionGpu">Vision encoder for GPUs, where it differs.</param>
/// <param name="DecoderGpu">Decoder for GPUs, where it differs.</param>
/// <param name="Prefill">Decoder for prompts alone, over the same cache.</param>
public sealed record ModelGraphs(
    string Vision,
    string Decoder,
    string? VisionGpu = null,
    string? DecoderGpu = null,
    string? Prefill = null
);

/// <summary>The token embedding as a flat table.</summary>
/// <param name="File">Path relative to the folder.</param>
/// <param name="Type"><c>bf16</c>, <c>f16</c> or <c>f32</c>.</param>
public sealed record EmbeddingFile(string File, string Type);

/// <summary>Sizes of the model.</summary>
public sealed record ModelShapes(
    int Layers,
    int Hidden,
    int Heads,
    int KeyValueHeads,
    int HeadSize,
    int Vocabulary,
    int VisionBlocks,
    int VisionHidden,
    long Parameters
);

/// <summary>One file.</summary>
/// <param name="Path">Path relative to the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record ModelFile(string Path, long Bytes, string Sha256);

/// <summary>Reads and writes the manifest.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ModelManifest))]
public sealed partial class ModelManifestJson : JsonSerializerContext;
