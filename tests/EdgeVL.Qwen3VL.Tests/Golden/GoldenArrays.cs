using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EdgeVL.Qwen3VL.Tests.Golden;

/// <summary>The arrays of one safetensors file, F32 and I32.</summary>
public sealed class GoldenArrays
{
    private readonly byte[] file;
    private readonly JsonElement header;
    private readonly int dataStart;

    private GoldenArrays(byte[] file)
    {
        this.file = file;
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        dataStart = sizeof(ulong) + headerLength;
        using JsonDocument document = JsonDocument.Parse(file.AsMemory(sizeof(ulong), headerLength));
        header = document.RootElement.Clone();
    }

    /// <summary>Names of the arrays.</summary>
    public IEnumerable<string> Names =>
        header.EnumerateObject().Select(static entry => entry.Name).Where(static name => name != "__metadata__");

    /// <summary>Reads a safetensors file.</summary>
    public static GoldenArrays Read(string path) => new(File.ReadAllBytes(path));

    /// <summary>True where the file has the array.</summary>
    public bool Has(string name) => header.TryGetProperty(name, out _);

    /// <summary>Shape of an array.</summary>
    public int[] Shape(string name) =>
        [.. header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(static side => side.GetInt32())];

    /// <summary>Values of an F32 array, row-major.</summary>
    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Data(name, "F32")).ToArray();

    /// <summary>Values of an I32 array, row-major.</summary>
    public int[] Integers(string name) => MemoryMarshal.Cast<byte, int>(Data(name, "I32")).ToArray();

    private ReadOnlySpan<byte> Data(string name, string type)
    {
        JsonElement entry = header.GetProperty(name);
        string? actual = entry.GetProperty("dtype").GetString();
        if (actual != type)
        {
            throw new InvalidDataException($"'{name}' is {actual}, not {type}.");
        }

        JsonElement offsets = entry.GetProperty("data_offsets");
        return file.AsSpan((dataStart + offsets[0].GetInt32())..(dataStart + offsets[1].GetInt32()));
    }
}
