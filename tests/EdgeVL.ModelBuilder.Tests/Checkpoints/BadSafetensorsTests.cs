using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Tests.Support;

namespace EdgeVL.ModelBuilder.Tests.Checkpoints;

/// <summary>Files that contradict themselves: each is refused with the tensor, the file and the byte.</summary>
public sealed partial class BadSafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.At("model.safetensors");

    [Fact]
    public void A_sound_file_is_read()
    {
        SafetensorsWriter.WriteRaw(
            FilePath,
            Header(("a", "F32", [2, 2], 0, 16), ("b", "BF16", [3], 16, 22), ("c", "F32", [], 22, 26)),
            new byte[26]
        );
        IReadOnlyList<TensorInfo> tensors = SafetensorsHeader.Read(FilePath);
        Assert.Equal(["a", "b", "c"], tensors.Select(static tensor => tensor.Name));
        Assert.Equal([4L, 3, 1], tensors.Select(static tensor => tensor.Count));
        Assert.Equal(new FileInfo(FilePath).Length, tensors[2].Offset + tensors[2].Length);
    }

    [Fact]
    public void A_truncated_file_is_refused() =>
        Refused(Header(("a", "F32", [2], 0, 8), ("b", "F32", [4], 8, 24)), new byte[20], "truncated", "'b'", "byte @24", "byte @20");

    [Fact]
    public void Overlapping_tensors_are_refused() =>
        Refused(Header(("a", "F32", [2], 0, 8), ("b", "F32", [2], 4, 12)), new byte[12], "'a'", "'b'", "byte @4");

    [Fact]
    public void A_hole_is_refused() =>
        Refused(Header(("a", "F32", [2], 0, 8), ("b", "F32", [1], 12, 16)), new byte[16], "'b'", "bytes @8 to @12");

    [Fact]
    public void Bytes_behind_the_last_tensor_are_refused() => Refused(Header(("a", "F32", [2], 0, 8)), new byte[11], "3 bytes", "byte @8");

    [Fact]
    public void An_offset_that_does_not_fit_the_shape_is_refused() =>
        Refused(Header(("a", "F32", [3], 0, 8)), new byte[8], "'a'", "12 bytes", "byte @0");

    [Fact]
    public void A_negative_side_is_refused() => Refused(Header(("a", "F32", [-2], 0, 8)), new byte[8], "negative dimension");

    [Fact]
    public void A_shape_beyond_all_numbers_is_refused() => Refused(Header(("a", "F32", [long.MaxValue, 4], 0, 8)), new byte[8], "byte 8");

    [Theory]
    [InlineData("[8, 0]")]
    [InlineData("[-8, 0]")]
    [InlineData("[0]")]
    [InlineData("[0, 8, 16]")]
    [InlineData("[0, 9223372036854775807]")]
    public void Offsets_that_are_no_range_are_refused(string offsets) =>
        Refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" + offsets + "}}", new byte[8], "'a'", "no range");

    [Fact]
    public void A_tensor_that_is_listed_twice_is_refused() =>
        Refused(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
            new byte[8],
            "'a'",
            "twice"
        );

    [Theory]
    [InlineData("F64")]
    [InlineData("U8")]
    [InlineData("F8_E4M3")]
    public void A_type_of_another_kind_is_refused(string type) =>
        Refused(Header(("a", type, [1], 0, 8)), new byte[8], "'a'", type, "byte @0");

    [Theory]
    [InlineData("not json at all")]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\": 3}")]
    [InlineData("{\"a\": {\"shape\": [1]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"shape\": [1.5], \"data_offsets\": [0, 8]}}")]
    [InlineData("{\"a\": {\"dtype\": 32, \"shape\": [1], \"data_offsets\": [0, 4]}}")]
    [InlineData("{\"a\": {\"dtype\": \"F32\"")]
    public void A_header_that_is_no_header_is_refused(string header) => Refused(header, new byte[8], "byte 8");

    [Fact]
    public void A_header_larger_than_the_file_is_refused()
    {
        File.WriteAllBytes(FilePath, [200, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);
        Faults.Expect(FaultCode.CheckpointInvalid, Read, FilePath, "200 bytes", "byte 0", "10");
    }

    [Theory]
    [InlineData(byte.MaxValue)] // beyond what a signed number holds
    [InlineData((byte)0x7F)]
    public void A_header_of_an_absurd_length_is_refused(byte highest)
    {
        File.WriteAllBytes(FilePath, [255, 255, 255, 255, 255, 255, 255, highest, 0, 0]);
        Faults.Expect(FaultCode.CheckpointInvalid, Read, FilePath, "byte 0");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        File.WriteAllBytes(FilePath, []);
        Faults.Expect(FaultCode.CheckpointInvalid, Read, FilePath, "0 bytes");
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Faults.Expect(FaultCode.CheckpointInvalid, Read, FilePath);

    public void Dispose() => folder.Dispose();

    private void Read() => SafetensorsHeader.Read(FilePath);

    // A number behind @ counts from the first byte of data.
    private void Refused(string header, byte[] data, params string[] parts)
    {
        SafetensorsWriter.WriteRaw(FilePath, header, data);
        int start = 8 + header.Length;
        IEnumerable<string> absolute = parts.Select(part =>
            DataByte().Replace(part, found => $"{start + int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)}")
        );
        Faults.Expect(FaultCode.CheckpointInvalid, Read, [FilePath, .. absolute]);
    }

    private static string Header(params (string Name, string Type, long[] Shape, long Begin, long End)[] entries)
    {
        var header = new JsonObject();
        foreach ((string name, string type, long[] shape, long begin, long end) in entries)
        {
            header[name] = SafetensorsWriter.Entry(type, shape, begin, end);
        }

        return header.ToJsonString();
    }

    [GeneratedRegex(@"@(\d+)")]
    private static partial Regex DataByte();
}
