using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>The token embedding, mapped read-only: rows are read where they lie, in the checkpoint's own type.</summary>
public sealed unsafe class EmbeddingTable : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* rows;
    private readonly string type;
    private readonly int hidden;

    /// <summary>Maps a table of [<paramref name="vocabulary"/>, <paramref name="hidden"/>].</summary>
    /// <param name="type"><c>bf16</c>, <c>f16</c> or <c>f32</c>.</param>
    /// <exception cref="FaultException">The file has another size than that.</exception>
    public EmbeddingTable(string path, string type, int vocabulary, int hidden)
    {
        this.type = type;
        this.hidden = hidden;
        Vocabulary = vocabulary;
        long length = (long)vocabulary * hidden * ElementSize;
        if (!File.Exists(path) || new FileInfo(path).Length != length)
        {
            throw new FaultException(
                FaultCode.ModelInvalid,
                $"'{path}' is no table of {vocabulary} × {hidden} {type} values.",
                "Build the model again."
            );
        }

        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref rows);
    }

    /// <summary>Number of rows.</summary>
    public int Vocabulary { get; }

    private int ElementSize => type == "f32" ? 4 : 2;

    /// <summary>Writes the embedding of <paramref name="token"/>, [hidden].</summary>
    public void Read(int token, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)Vocabulary, nameof(token));
        var row = new ReadOnlySpan<byte>(rows + ((long)token * hidden * ElementSize), hidden * ElementSize);
        switch (type)
        {
            case "f32":
                MemoryMarshal.Cast<byte, float>(row).CopyTo(destination);
                break;
            case "f16":
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(row), destination);
                break;
            default:
                // BF16 is the upper half of a float.
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination);
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(row), bits);
                TensorPrimitives.ShiftLeft<uint>(bits, 16, bits);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
