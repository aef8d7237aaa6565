using System.Text.Json.Serialization;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Evidence;

/// <summary>What a result was made of: enough to make it again.</summary>
public sealed record EvidenceManifest
{
    /// <summary>Name of the manifest in a folder of evidence.</summary>
    public const string FileName = "evidence.json";

    /// <summary>Name of the captured frame in a folder of evidence.</summary>
    public const string SourceFile = "source.png";

    /// <summary>Name and version of this form.</summary>
    public string Schema { get; init; } = "edgevl/evidence/1";

    /// <summary>Hash of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Version of ONNX Runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Hash of the model's calibration; null where there was none.</summary>
    public string? Calibration { get; init; }

    /// <summary>Hash of the captured frame's file.</summary>
    public required string Source { get; init; }

    /// <summary>Each question to the model with its answer; empty where it was not asked.</summary>
    public required IReadOnlyList<EvidenceExchange> Exchanges { get; init; }

    /// <summary>The result, before it had a number.</summary>
    public required Result Result { get; init; }
}

/// <summary>One question to the model and its answer.</summary>
/// <param name="Pixels">File with the exact pixels that the model was given.</param>
/// <param name="Sha256">Hash of that file.</param>
/// <param name="Prompt">The text beside the picture.</param>
/// <param name="Form">The JSON Schema that the answer had to have; null for a free one.</param>
/// <param name="MaxTokens">Longest answer.</param>
/// <param name="Answer">The answer as it was written.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Values">Its values with their probabilities, uncalibrated.</param>
public sealed record EvidenceExchange(
    string Pixels,
    string Sha256,
    string Prompt,
    string? Form,
    int MaxTokens,
    string Answer,
    string Finish,
    IReadOnlyList<int> Tokens,
    IReadOnlyList<ValueProbability> Values
);

/// <summary>How manifests become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(EvidenceManifest))]
internal sealed partial class EvidenceJson : JsonSerializerContext;
