using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Cli.Evaluation;

/// <summary>One labelled picture of a <c>truth.json</c>.</summary>
internal sealed record TruthRow(string Image, string? Lighting, IReadOnlyList<TruthAsk> Asks);

/// <summary>A question about it, with the right answer.</summary>
internal sealed record TruthAsk(string Task, string Prompt, string Answer);

/// <summary>A model's answer to a question.</summary>
internal sealed record Prediction(string Image, string Task, string Prompt, string Answer)
{
    /// <summary>For an answer of named values: each with its probability; a null value with the probability that nothing is seen.</summary>
    public IReadOnlyDictionary<string, PredictedValue> Fields { get; init; } = new Dictionary<string, PredictedValue>();

    /// <summary>For an answer of texts or labels: each with its probability.</summary>
    public IReadOnlyList<PredictedValue> Words { get; init; } = [];
}

/// <summary>A value and its measured probability.</summary>
internal sealed record PredictedValue(JsonNode? Value, double Probability);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(TruthRow[]))]
[JsonSerializable(typeof(List<Prediction>))]
internal sealed partial class TruthJson : JsonSerializerContext
{
    /// <summary>Reads <c>truth.json</c> of a samples folder.</summary>
    /// <exception cref="FaultException">It is missing or of another form.</exception>
    public static TruthRow[] Read(string folder)
    {
        string path = Path.Combine(folder, "truth.json");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Default.TruthRowArray) ?? throw new JsonException("it is null");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{path}' cannot be used: {fault.Message}",
                "It should be a list of {image, lighting, asks: [{task, prompt, answer}]}, as in samples/truth.json.",
                fault
            );
        }
    }
}
