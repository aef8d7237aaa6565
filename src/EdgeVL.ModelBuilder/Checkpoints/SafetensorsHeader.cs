using System.Buffers.Binary;
using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Checkpoints;

/// <summary>Header of a safetensors file: eight bytes of length, JSON, then the tensors without holes or overlaps.</summary>
/// <remarks>Format: huggingface/safetensors, README. Everything is checked against the length of the file before a tensor is believed.</remarks>
internal static class SafetensorsHeader
{
    // The published limit of the format's own reader.
    private const long LongestHeader = 100_000_000;

    /// <summary>Reads and checks the header of <paramref name="file"/>.</summary>
    /// <exception cref="FaultException">Anything in it contradicts the file; the message names tensor, file and byte.</exception>
    public static IReadOnlyList<TensorInfo> Read(string file)
    {
        using FileStream stream = CheckpointFile.Open(file);
        long headerLength = ReadHeaderLength(stream, file);
        byte[] json = new byte[headerLength];
        stream.ReadExactly(json);
        long dataStart = 8 + headerLength;
        List<TensorInfo> tensors = Parse(json, file, dataStart);
        ThrowIfNotContiguous(tensors, file, dataStart, stream.Length);
        return tensors;
    }

    private static long ReadHeaderLength(FileStream stream, string file)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
        {
            throw Invalid($"'{file}' has {stream.Length} bytes, too few for a safetensors header (byte 0).");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > stream.Length - 8)
        {
            throw Invalid($"'{file}': the header claims {length} bytes (byte 0) and the file has {stream.Length}.");
        }

        return (long)length;
    }

    private static List<TensorInfo> Parse(byte[] json, string file, long dataStart)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var names = new HashSet<string>(StringComparer.Ordinal);
            var tensors = new List<TensorInfo>();
            foreach (JsonProperty entry in document.RootElement.EnumerateObject().Where(static entry => entry.Name != "__metadata__"))
            {
                TensorInfo tensor = ReadEntry(entry, file, dataStart);
                tensors.Add(
                    names.Add(tensor.Name)
                        ? tensor
                        : throw Invalid($"'{file}': tensor '{tensor.Name}' is listed twice, the second time at byte {tensor.Offset}.")
                );
            }

            return tensors;
        }
        catch (Exception fault)
            when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw Invalid($"'{file}': the header (byte 8) is not the JSON of a safetensors file: {fault.Message}", fault);
        }
    }

    private static TensorInfo ReadEntry(JsonProperty entry, string file, long dataStart)
    {
        (long begin, long end) = ReadOffsets(entry, file);
        StoredType type = entry.Value.GetProperty("dtype").GetString() switch
        {
            "BF16" => StoredType.BF16,
            "F16" => StoredType.F16,
            "F32" => StoredType.F32,
            "I32" => StoredType.I32,
            "I64" => StoredType.I64,
            var other => throw Invalid(
                $"'{file}': tensor '{entry.Name}' has the type {other} (byte {dataStart + begin}); BF16, F16, F32, I32 and I64 can be read."
            ),
        };
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(static side => side.GetInt64())];
        long length = shape.Aggregate(
            (long)TensorInfo.SizeOf(type),
            static (product, side) => side < 0 ? throw new FormatException("a negative dimension") : checked(product * side)
        );
        if (end - begin != length)
        {
            throw Invalid(
                $"'{file}': tensor '{entry.Name}' {type} [{string.Join(", ", shape)}] needs {length} bytes and its offsets {begin} to {end} give {end - begin} (byte {dataStart + begin})."
            );
        }

        return new TensorInfo(entry.Name, type, shape, file, dataStart + begin);
    }

    private static (long Begin, long End) ReadOffsets(JsonProperty entry, string file)
    {
        long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(static offset => offset.GetInt64())];

        // Beyond an exabyte lies no file, and sums of what is below cannot overflow.
        return offsets is [var begin, var end] && begin >= 0 && begin <= end && end < 1L << 60
            ? (begin, end)
            : throw Invalid(
                $"'{file}': tensor '{entry.Name}' has the offsets [{string.Join(", ", offsets)}] (byte 8), which are no range."
            );
    }

    private static void ThrowIfNotContiguous(List<TensorInfo> tensors, string file, long dataStart, long fileLength)
    {
        long expected = dataStart;
        TensorInfo? before = null;
        foreach (TensorInfo tensor in tensors.OrderBy(static tensor => tensor.Offset).ThenBy(static tensor => tensor.Length))
        {
            if (tensor.Offset < expected)
            {
                throw Invalid(
                    $"'{file}': tensor '{tensor.Name}' begins at byte {tensor.Offset}, inside tensor '{before?.Name}', which ends at byte {expected}."
                );
            }

            if (tensor.Offset > expected)
            {
                throw Invalid($"'{file}': bytes {expected} to {tensor.Offset} before tensor '{tensor.Name}' belong to no tensor.");
            }

            expected = tensor.Offset + tensor.Length;
            if (expected > fileLength)
            {
                throw Invalid($"'{file}' is truncated: tensor '{tensor.Name}' ends at byte {expected} and the file at byte {fileLength}.");
            }

            before = tensor;
        }

        if (expected != fileLength)
        {
            throw Invalid($"'{file}': {fileLength - expected} bytes from byte {expected} on belong to no tensor.");
        }
    }

    private static FaultException Invalid(string message, Exception? inner = null) =>
        new(FaultCode.CheckpointInvalid, message, "Download the file again and compare its SHA-256 with the published one.", inner);
}
