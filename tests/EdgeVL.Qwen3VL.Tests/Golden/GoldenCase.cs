using System.Text.Json;

namespace EdgeVL.Qwen3VL.Tests.Golden;

/// <summary>One case of <c>tests/golden</c>: a conversation with its pictures, and what the reference made of it.</summary>
public sealed class GoldenCase
{
    private readonly JsonElement json;

    private GoldenCase(string name, JsonElement json, GoldenArrays arrays)
    {
        Name = name;
        this.json = json;
        Arrays = arrays;
    }

    /// <summary>Names of the nine cases.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["text", "image-wide", "image-tall", "image-upscaled", "image-downscaled", "two-images", "two-turns", "video", "video-and-image"];

    /// <summary>Name of the case.</summary>
    public string Name { get; }

    /// <summary>Arrays of the case.</summary>
    public GoldenArrays Arrays { get; }

    /// <summary>The conversation, as the reference was given it.</summary>
    public JsonElement Messages => json.GetProperty("messages");

    /// <summary>The rendered prompt with its placeholders expanded.</summary>
    public string Prompt => json.GetProperty("prompt").GetString()!;

    /// <summary>Token ids of the prompt.</summary>
    public int[] InputIds => Integers(json.GetProperty("input_ids"));

    /// <summary>Position ids, [3, L] row-major.</summary>
    public int[] PositionIds => [.. json.GetProperty("position_ids").EnumerateArray().SelectMany(Integers)];

    /// <summary>Next position less the length.</summary>
    public int RopeDelta => json.GetProperty("rope_delta").GetInt32();

    /// <summary>Twelve greedy tokens.</summary>
    public int[] Greedy => Integers(json.GetProperty("greedy"));

    /// <summary>Margin between the best two logits of each greedy token.</summary>
    public double[] GreedyMargin => [.. json.GetProperty("greedy_margin").EnumerateArray().Select(static margin => margin.GetDouble())];

    /// <summary>Rows of (time, height, width) in patches, one a picture.</summary>
    public int[][] ImageGrids => Grids("image_grid_thw");

    /// <summary>Rows of (time, height, width) in patches, one a video.</summary>
    public int[][] VideoGrids => Grids("video_grid_thw");

    /// <summary>Files of the pictures, in prompt order.</summary>
    public string[] ImageFiles =>
        Source.ValueKind switch
        {
            JsonValueKind.Array => Strings(Source),
            JsonValueKind.Object when Source.TryGetProperty("images", out JsonElement images) => Strings(images),
            _ => [],
        };

    /// <summary>Files of the video's frames; empty where there is none.</summary>
    public string[] FrameFiles => Source.ValueKind == JsonValueKind.Object ? Strings(Source.GetProperty("frames")) : [];

    /// <summary>Numbers of the frames in the clip that they were taken from.</summary>
    public int[] FrameIndices => Integers(Source.GetProperty("frames_indices"));

    /// <summary>Frames a second of that clip.</summary>
    public double FramesPerSecond => Source.GetProperty("fps").GetDouble();

    /// <summary>The time stamps as they stand in the prompt.</summary>
    public string[] Timestamps => json.TryGetProperty("timestamps", out JsonElement stamps) ? Strings(stamps) : [];

    private JsonElement Source => json.GetProperty("source");

    /// <summary>Reads a case of <c>tests/golden</c>.</summary>
    public static GoldenCase Read(string name) => Read(GoldenFolder.Path(), name);

    /// <summary>Reads a case of another folder of the same layout.</summary>
    public static GoldenCase Read(string folder, string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name + ".json")));
        return new GoldenCase(name, document.RootElement.Clone(), GoldenArrays.Read(Path.Combine(folder, name + ".safetensors")));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(static value => value.GetInt32())];

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(static value => value.GetString()!)];

    private int[][] Grids(string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Array } grids ? [.. grids.EnumerateArray().Select(Integers)] : [];
}
