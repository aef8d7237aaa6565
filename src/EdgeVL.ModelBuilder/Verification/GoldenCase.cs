using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.Qwen3VL.Prompt;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>One reference case: a conversation with its sources, and what the reference made of it.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement json;
    private readonly Dictionary<string, TensorInfo> tensors;
    private readonly string file;

    private GoldenCase(string file, JsonElement json)
    {
        this.file = file;
        this.json = json;
        tensors = SafetensorsHeader.Read(Path.ChangeExtension(file, ".safetensors")).ToDictionary(static tensor => tensor.Name);
    }

    public IReadOnlyList<ChatMessage> Messages => GoldenMessages.Read(json.GetProperty("messages"));

    public IReadOnlyList<JsonElement> Tools => Find("tools") is { ValueKind: JsonValueKind.Array } tools ? [.. tools.EnumerateArray()] : [];

    public IEnumerable<string> Arrays => tensors.Keys.Order(StringComparer.Ordinal);

    public string? Prompt => Find("prompt")?.GetString();

    public int[]? InputIds => Integers("input_ids");

    public int[]? Greedy => Integers("greedy");

    public int? RopeDelta => Find("rope_delta")?.GetInt32();

    public string[]? Timestamps =>
        Find("timestamps") is { ValueKind: JsonValueKind.Array } stamps
            ? [.. stamps.EnumerateArray().Select(static stamp => stamp.GetString()!)]
            : null;

    /// <summary>[3, L] flat.</summary>
    public int[]? PositionIds => Find("position_ids") is { ValueKind: JsonValueKind.Array } rows ? Flat(rows) : null;

    public int[]? ImageGrids => Find("image_grid_thw") is { ValueKind: JsonValueKind.Array } rows ? Flat(rows) : null;

    public int[]? VideoGrids => Find("video_grid_thw") is { ValueKind: JsonValueKind.Array } rows ? Flat(rows) : null;

    /// <summary>Picture files, in prompt order.</summary>
    public IReadOnlyList<string> Images =>
        Find("source") switch
        {
            { ValueKind: JsonValueKind.Array } files => Files(files),
            { ValueKind: JsonValueKind.Object } source when source.TryGetProperty("images", out JsonElement files) => Files(files),
            _ => [],
        };

    /// <summary>The video, if there is one.</summary>
    public GoldenVideo? Video =>
        Find("source") is { ValueKind: JsonValueKind.Object } source && source.TryGetProperty("frames", out JsonElement frames)
            ? new GoldenVideo(
                Files(frames),
                [.. source.GetProperty("frames_indices").EnumerateArray().Select(static index => index.GetInt32())],
                source.GetProperty("fps").GetDouble()
            )
            : null;

    public static GoldenCase Read(string folder, string name)
    {
        string file = Path.Combine(folder, $"{name}.json");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            return new GoldenCase(file, document.RootElement.Clone());
        }
        catch (JsonException fault)
        {
            throw new FaultException(
                FaultCode.UsageInvalid,
                $"'{file}' is no JSON: {fault.Message}",
                "Take the case from its source again.",
                fault
            );
        }
    }

    public IReadOnlyList<long>? ShapeOf(string array) => tensors.GetValueOrDefault(array)?.Shape;

    public float[]? Floats(string array)
    {
        if (!tensors.TryGetValue(array, out TensorInfo? tensor))
        {
            return null;
        }

        using var reader = new TensorReader();
        float[] values = new float[tensor.Count];
        reader.Read(tensor, 0, values);
        return values;
    }

    public int[]? Whole(string array)
    {
        if (!tensors.TryGetValue(array, out TensorInfo? tensor))
        {
            return null;
        }

        using var reader = new TensorReader();
        byte[] bytes = new byte[tensor.Length];
        reader.ReadBytes(tensor, 0, bytes);
        return tensor.Type == StoredType.I64
            ? [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(static value => checked((int)value))]
            : MemoryMarshal.Cast<byte, int>(bytes).ToArray();
    }

    private JsonElement? Find(string key) =>
        json.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private int[]? Integers(string key) =>
        Find(key) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(static item => item.GetInt32())] : null;

    private static int[] Flat(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(static row => row.EnumerateArray().Select(static item => item.GetInt32()))];

    private string[] Files(JsonElement files) =>
        [.. files.EnumerateArray().Select(name => Path.Combine(Path.GetDirectoryName(file)!, name.GetString()!))];
}

/// <summary>Frames of a video and the places they were sampled from.</summary>
internal sealed record GoldenVideo(IReadOnlyList<string> Frames, int[] Indices, double Rate);
