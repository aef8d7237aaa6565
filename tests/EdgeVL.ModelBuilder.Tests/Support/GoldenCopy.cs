using System.Buffers.Binary;
using System.Text.Json.Nodes;
using EdgeVL.ModelBuilder.Checkpoints;

namespace EdgeVL.ModelBuilder.Tests.Support;

/// <summary>A copy of <c>tests/golden</c> that a test may spoil; only the cases it needs.</summary>
internal static class GoldenCopy
{
    private static readonly string[] Pictures = ["*.png"];

    public static void Make(string folder, params string[] cases)
    {
        string golden = Repository.At("tests/golden");
        Directory.CreateDirectory(Path.Combine(folder, "tiny"));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(golden, "tiny")))
        {
            File.Copy(file, Path.Combine(folder, "tiny", Path.GetFileName(file)));
        }

        IEnumerable<string> files =
        [
            .. Pictures.SelectMany(pattern => Directory.EnumerateFiles(golden, pattern)),
            .. cases.SelectMany(name => new[] { Path.Combine(golden, $"{name}.json"), Path.Combine(golden, $"{name}.safetensors") }),
        ];
        foreach (string file in files)
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    /// <summary>Changes stored bytes of one tensor.</summary>
    public static void ChangeTensor(string file, string tensor, Action<byte[]> change)
    {
        TensorInfo place = SafetensorsHeader.Read(file).Single(found => found.Name == tensor);
        byte[] bytes = new byte[place.Length];
        using FileStream stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = place.Offset;
        stream.ReadExactly(bytes);
        change(bytes);
        stream.Position = place.Offset;
        stream.Write(bytes);
    }

    /// <summary>Adds to one float of an array, in parts of the array's largest magnitude.</summary>
    public static void AddToFloat(byte[] array, int element, float part)
    {
        float largest = 0;
        for (int i = 0; i < array.Length; i += 4)
        {
            largest = MathF.Max(largest, MathF.Abs(BinaryPrimitives.ReadSingleLittleEndian(array.AsSpan(i))));
        }

        Span<byte> place = array.AsSpan(element * 4, 4);
        BinaryPrimitives.WriteSingleLittleEndian(place, BinaryPrimitives.ReadSingleLittleEndian(place) + (part * largest));
    }

    public static void ChangeJson(string file, Action<JsonObject> change)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        change(json);
        File.WriteAllText(file, json.ToJsonString());
    }
}
