using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace EdgeVL.ModelBuilder.Tests.Support;

/// <summary>A tensor as it goes into a file.</summary>
internal sealed record TensorBytes(string Name, string Type, long[] Shape, byte[] Bytes);

/// <summary>Writes safetensors files, sound ones and broken ones.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes a sound file.</summary>
    public static void Write(string path, IReadOnlyList<TensorBytes> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        long at = 0;
        foreach (TensorBytes tensor in tensors)
        {
            header[tensor.Name] = Entry(tensor.Type, tensor.Shape, at, at + tensor.Bytes.Length);
            at += tensor.Bytes.Length;
        }

        WriteRaw(path, header.ToJsonString(), [.. tensors.SelectMany(static tensor => tensor.Bytes)]);
    }

    /// <summary>Writes whatever is asked for.</summary>
    public static void WriteRaw(string path, string header, ReadOnlySpan<byte> data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        data.CopyTo(file.AsSpan(8 + json.Length));
        File.WriteAllBytes(path, file);
    }

    /// <summary>One entry of a header.</summary>
    public static JsonObject Entry(string type, IEnumerable<long> shape, long begin, long end) =>
        new()
        {
            ["dtype"] = type,
            ["shape"] = new JsonArray([.. shape.Select(static side => JsonValue.Create(side))]),
            ["data_offsets"] = new JsonArray(begin, end),
        };
}
