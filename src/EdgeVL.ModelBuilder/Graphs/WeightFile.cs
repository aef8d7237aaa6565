using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeVL.ModelBuilder.Building;

namespace EdgeVL.ModelBuilder.Graphs;

/// <summary>An external data file, written front to back and hashed on the way.</summary>
internal sealed class WeightFile : IDisposable
{
    // ONNX Runtime maps external data; a page keeps a large tensor mappable on its own.
    private const int LargeAlignment = 4096;
    private const int SmallAlignment = 64;

    private readonly string path;
    private readonly FileStream stream;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public WeightFile(string folder, string name)
    {
        Name = name;
        path = Path.Combine(folder, name);
        try
        {
            stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw WriteFault.Of(path, 0, fault);
        }
    }

    /// <summary>File name beside the graphs.</summary>
    public string Name { get; }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a tensor; the parts written until <see cref="End"/> are its data.</summary>
    public long Begin(long length)
    {
        int alignment = length >= LargeAlignment ? LargeAlignment : SmallAlignment;
        long start = (Length + alignment - 1) / alignment * alignment;
        Span<byte> padding = stackalloc byte[LargeAlignment];
        padding.Clear();
        Write(padding[..(int)(start - Length)]);
        return start;
    }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="Contracts.Faults.FaultException">The disk is full.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException fault)
        {
            throw WriteFault.Of(path, Length, fault);
        }

        hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Writes a whole small tensor.</summary>
    public StoredTensor Add<T>(string tensor, ElementKind kind, ReadOnlySpan<T> values, params long[] dimensions)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        long start = Begin(bytes.Length);
        Write(bytes);
        return End(tensor, kind, start, dimensions);
    }

    /// <summary>Ends a tensor that began at <paramref name="start"/>.</summary>
    public StoredTensor End(string tensor, ElementKind kind, long start, params long[] dimensions) =>
        new(tensor, kind, dimensions, Name, start, Length - start);

    /// <summary>Flushes to the disk and gives the SHA-256 of everything written, lower-case hexadecimal.</summary>
    public string Finish()
    {
        try
        {
            stream.Flush(flushToDisk: true);
        }
        catch (IOException fault)
        {
            throw WriteFault.Of(path, Length, fault);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk has already been reported by the write that met it; the buffered rest belongs to a build that is thrown away.
        }

        hash.Dispose();
    }
}
