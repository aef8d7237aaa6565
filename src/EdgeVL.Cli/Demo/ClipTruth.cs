using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Cli.Demo;

/// <summary>What the sample clip shows, frame by frame.</summary>
internal sealed record ClipTruth(double Fps, int Width, int Height, IReadOnlyList<TruthFrame> Frames)
{
    // A label enters and leaves slowly; its text may be legible shortly before and after it counts as whole.
    private const int EdgeFrames = 12;

    /// <summary>Reads <c>clip-truth.json</c> of the samples.</summary>
    public static ClipTruth Read(string folder)
    {
        string path = Path.Combine(folder, "clip-truth.json");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ClipTruthJson.Default.ClipTruth)
                ?? throw new JsonException("it is null");
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{path}' cannot be used: {fault.Message}",
                "Take the samples of this version.",
                fault
            );
        }
    }

    /// <summary>Texts that stand whole in frame <paramref name="number"/>.</summary>
    public IReadOnlyList<string> TextsAt(long number) =>
        number >= 0 && number < Frames.Count ? [.. Frames[(int)number].Labels.Select(static label => label.Text)] : [];

    /// <summary>Whether <paramref name="text"/> stands whole shortly before or after frame <paramref name="number"/>.</summary>
    public bool IsAtEdge(string text, long number) =>
        Enumerable.Range((int)number - EdgeFrames, (2 * EdgeFrames) + 1).Any(near => TextsAt(near).Contains(text));
}

/// <summary>One frame.</summary>
internal sealed record TruthFrame(int Frame, double Time, string Lighting, IReadOnlyList<TruthLabel> Labels);

/// <summary>A label that stands whole in a frame.</summary>
internal sealed record TruthLabel(string Text, PixelBox Box);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClipTruth))]
internal sealed partial class ClipTruthJson : JsonSerializerContext;
