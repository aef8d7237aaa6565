using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Checkpoints;

/// <summary>A published checkpoint folder: configuration and tensors, checked by name, shape and place before anything is read.</summary>
public sealed class Checkpoint
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";

    private Checkpoint(string folder, ModelConfig config, Dictionary<string, TensorInfo> tensors)
    {
        Folder = folder;
        Config = config;
        Tensors = tensors;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its configuration.</summary>
    public ModelConfig Config { get; }

    /// <summary>All tensors, by name.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The files that hold tensors, sorted by name.</summary>
    public IReadOnlyList<string> TensorFiles =>
        [.. Tensors.Values.Select(static tensor => tensor.File).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The tensor <paramref name="name"/>; it exists, because <see cref="Open"/> checked the whole list.</summary>
    public TensorInfo this[string name] => Tensors[name];

    /// <summary>Opens <paramref name="folder"/> and checks that it holds just the tensors its configuration asks for.</summary>
    /// <exception cref="FaultException">A file or tensor is missing, surplus, truncated or of another shape.</exception>
    public static Checkpoint Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FaultException(
                FaultCode.CheckpointInvalid,
                $"There is no folder '{folder}'.",
                "Name the folder that holds config.json and model.safetensors."
            );
        }

        ModelConfig config = ModelConfig.Read(Path.Combine(folder, "config.json"));
        Dictionary<string, TensorInfo> tensors = ReadTensors(folder);
        DropTiedHeadCopy(config, tensors);
        ThrowIfListDiffers(config, tensors, folder);
        return new Checkpoint(folder, config, tensors);
    }

    private static Dictionary<string, TensorInfo> ReadTensors(string folder)
    {
        string single = Path.Combine(folder, SingleFile);
        string index = Path.Combine(folder, IndexFile);
        if (File.Exists(index))
        {
            return ReadShards(folder, index);
        }

        return File.Exists(single)
            ? SafetensorsHeader.Read(single).ToDictionary(static tensor => tensor.Name)
            : throw Invalid($"'{folder}' holds neither {SingleFile} nor {IndexFile}.");
    }

    private static Dictionary<string, TensorInfo> ReadShards(string folder, string index)
    {
        Dictionary<string, string> map = ReadIndex(index);
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (string shard in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (shard is "" or "." or ".." || shard != Path.GetFileName(shard))
            {
                throw Invalid($"'{index}' names the file '{shard}' outside the folder.");
            }

            foreach (TensorInfo tensor in SafetensorsHeader.Read(Path.Combine(folder, shard)))
            {
                if (map.GetValueOrDefault(tensor.Name) != shard)
                {
                    throw Invalid(
                        $"'{tensor.File}': tensor '{tensor.Name}' (byte {tensor.Offset}) is not listed for this file in '{index}'."
                    );
                }

                tensors[tensor.Name] = tensor;
            }
        }

        string? lost = map.Keys.FirstOrDefault(name => !tensors.ContainsKey(name));
        return lost is null ? tensors : throw Invalid($"'{index}' lists tensor '{lost}', and '{map[lost]}' does not hold it.");
    }

    private static Dictionary<string, string> ReadIndex(string index)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(index));
            return document
                .RootElement.GetProperty("weight_map")
                .EnumerateObject()
                .ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString() ?? "", StringComparer.Ordinal);
        }
        catch (Exception fault)
            when (fault is JsonException or KeyNotFoundException or InvalidOperationException or IOException or ArgumentException)
        {
            throw Invalid($"'{index}' is no index of shards: {fault.Message}", fault);
        }
    }

    // Some savers write a tied head out as well; an exact copy is no contradiction.
    private static void DropTiedHeadCopy(ModelConfig config, Dictionary<string, TensorInfo> tensors)
    {
        if (
            !config.TiedHead
            || !tensors.TryGetValue(TensorNames.Head, out TensorInfo? head)
            || !tensors.TryGetValue(TensorNames.Embedding, out TensorInfo? embedding)
        )
        {
            return;
        }

        bool alike = head.Type == embedding.Type && head.Shape.SequenceEqual(embedding.Shape);
        long? difference = alike ? TensorReader.FirstDifference(head, embedding) : 0;
        if (difference is { } at)
        {
            throw Invalid(
                $"'{head.File}': config.json ties the head to '{TensorNames.Embedding}', and tensor '{TensorNames.Head}' {head.Type} {head.ShapeText} is another one from byte {head.Offset + at} on."
            );
        }

        tensors.Remove(TensorNames.Head);
    }

    private static void ThrowIfListDiffers(ModelConfig config, Dictionary<string, TensorInfo> tensors, string folder)
    {
        var expected = TensorNames
            .Expected(config)
            .ToDictionary(static entry => entry.Name, static entry => entry.Shape, StringComparer.Ordinal);
        foreach ((string name, long[] shape) in expected)
        {
            if (!tensors.TryGetValue(name, out TensorInfo? tensor))
            {
                throw Invalid($"'{folder}': tensor '{name}' [{string.Join(", ", shape)}] is missing.");
            }

            if (tensor.Type is StoredType.I32 or StoredType.I64)
            {
                throw Invalid(
                    $"'{tensor.File}': tensor '{name}' has the type {tensor.Type} (byte {tensor.Offset}); weights are BF16, F16 or F32."
                );
            }

            if (!tensor.Shape.SequenceEqual(shape))
            {
                throw Invalid(
                    $"'{tensor.File}': tensor '{name}' has the shape {tensor.ShapeText} (byte {tensor.Offset}) and config.json asks for [{string.Join(", ", shape)}]."
                );
            }
        }

        TensorInfo? surplus = tensors.Values.FirstOrDefault(tensor => !expected.ContainsKey(tensor.Name));
        if (surplus is not null)
        {
            throw Invalid(
                $"'{surplus.File}': tensor '{surplus.Name}' {surplus.ShapeText} (byte {surplus.Offset}) has no place in the model of config.json."
            );
        }
    }

    private static FaultException Invalid(string message, Exception? inner = null) =>
        new(FaultCode.CheckpointInvalid, message, "Take all files of the checkpoint from one published revision.", inner);
}
