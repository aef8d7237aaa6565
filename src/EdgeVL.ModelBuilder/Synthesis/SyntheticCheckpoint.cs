using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Synthesis;

/// <summary>A random checkpoint of a published shape and layout, so that size and speed can be measured without weights.</summary>
public static class SyntheticCheckpoint
{
    private const int Seed = 20251015;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Writes <paramref name="shape"/> (2b, 4b, 8b or 32b) to <paramref name="output"/>.</summary>
    /// <exception cref="FaultException">The shape is unknown, the folder exists, or the disk is full.</exception>
    public static void Write(
        string shape,
        string output,
        bool replace,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation
    ) => Write(SyntheticShape.Named(shape), output, replace, progress, cancellation);

    /// <summary>Writes any shape whose vocabulary holds the published tokens.</summary>
    internal static void Write(
        ModelConfig config,
        string output,
        bool replace,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation
    )
    {
        using var place = new OutputFolder(output, replace, "config.json");
        WriteJson(place.Working, "config.json", PublishedJson.Config(config));
        WriteJson(place.Working, "preprocessor_config.json", PublishedJson.Preprocessor(65536, 16777216, "Qwen2VLImageProcessorFast"));
        WriteJson(place.Working, "video_preprocessor_config.json", PublishedJson.Preprocessor(4096, 25165824, "Qwen3VLVideoProcessor"));
        WriteJson(place.Working, "generation_config.json", PublishedJson.Generation());
        OutputFile.Write(Path.Combine(place.Working, "tokenizer.json"), SyntheticTokenizer.Json());
        WriteTensors(Path.Combine(place.Working, "model.safetensors"), config, progress, cancellation);
        place.Publish();
    }

    private static void WriteTensors(string path, ModelConfig config, IProgress<BuildProgress>? progress, CancellationToken cancellation)
    {
        (string Name, long[] Shape)[] tensors = [.. TensorNames.Expected(config)];
        byte[] header = Header(tensors);
        long written = 0;
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
            stream.Write(prefix);
            stream.Write(header);
            var counter = new ProgressCounter(progress, tensors.Sum(static tensor => Length(tensor.Shape)));
            var weights = new RandomWeights(Seed);
            ushort[] chunk = new ushort[2 << 20];
            foreach ((string name, long[] shape) in tensors)
            {
                written = stream.Position;
                WriteTensor(stream, name, Length(shape) / 2, chunk, weights, counter, cancellation);
            }

            stream.Flush(flushToDisk: true);
        }
        catch (IOException fault)
        {
            throw WriteFault.Of(path, written, fault);
        }
    }

    private static void WriteTensor(
        FileStream stream,
        string name,
        long count,
        ushort[] chunk,
        RandomWeights weights,
        ProgressCounter counter,
        CancellationToken cancellation
    )
    {
        bool isNorm = name.Contains("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal);
        for (long at = 0; at < count; at += chunk.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<ushort> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, count - at));
            if (isNorm)
            {
                part.Fill(RandomWeights.One);
            }
            else
            {
                weights.Fill(part);
            }

            stream.Write(MemoryMarshal.AsBytes(part));
            counter.Report("weights", part.Length * 2L);
        }
    }

    private static byte[] Header((string Name, long[] Shape)[] tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        long offset = 0;
        foreach ((string name, long[] shape) in tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = "BF16",
                ["shape"] = new JsonArray([.. shape.Select(static side => JsonValue.Create(side))]),
                ["data_offsets"] = new JsonArray(offset, offset + Length(shape)),
            };
            offset += Length(shape);
        }

        // The tensors begin on a multiple of eight, as the format's own writer pads with spaces.
        string text = header.ToJsonString();
        return System.Text.Encoding.UTF8.GetBytes(text.PadRight((text.Length + 7) / 8 * 8));
    }

    private static long Length(long[] shape) => shape.Aggregate(2L, static (product, side) => product * side);

    private static void WriteJson(string folder, string name, JsonObject content) =>
        OutputFile.Write(Path.Combine(folder, name), JsonSerializer.SerializeToUtf8Bytes<JsonNode>(content, Readable));
}
