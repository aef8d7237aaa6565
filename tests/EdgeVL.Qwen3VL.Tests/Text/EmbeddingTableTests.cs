using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Text;

namespace EdgeVL.Qwen3VL.Tests.Text;

public sealed class EmbeddingTableTests : IDisposable
{
    private static readonly float[] Values = [.. Enumerable.Range(0, 12).Select(static i => (i - 5) * 0.25f)];

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("f32")]
    [InlineData("f16")]
    [InlineData("bf16")]
    public void A_row_is_read_as_it_was_stored(string type)
    {
        using var table = new EmbeddingTable(folder.Write("table", Bytes(type)), type, 4, 3);
        float[] row = new float[3];
        for (int token = 0; token < 4; token++)
        {
            table.Read(token, row);
            Assert.Equal(Values[(token * 3)..((token * 3) + 3)], row);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_token_beyond_the_table_is_refused(int token)
    {
        using var table = new EmbeddingTable(folder.Write("table", Bytes("f32")), "f32", 4, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Read(token, new float[3]));
    }

    [Fact]
    public void A_file_of_another_size_is_refused_with_what_it_should_be()
    {
        string file = folder.Write("table", Bytes("f32"));
        Faults.Expect(FaultCode.ModelInvalid, () => new EmbeddingTable(file, "f32", 5, 3).Dispose(), file, "5 × 3");
        Faults.Expect(FaultCode.ModelInvalid, () => new EmbeddingTable(folder.At("nowhere"), "f32", 4, 3).Dispose(), folder.At("nowhere"));
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Bytes(string type) =>
        type switch
        {
            "f32" => MemoryMarshal.AsBytes(Values.AsSpan()).ToArray(),
            "f16" => MemoryMarshal.AsBytes(Values.Select(static value => (Half)value).ToArray().AsSpan()).ToArray(),
            _ => MemoryMarshal
                .AsBytes(Values.Select(static value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)).ToArray().AsSpan())
                .ToArray(),
        };
}
