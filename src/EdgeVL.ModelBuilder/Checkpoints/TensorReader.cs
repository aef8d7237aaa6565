using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;
using Microsoft.Win32.SafeHandles;

namespace EdgeVL.ModelBuilder.Checkpoints;

/// <summary>Reads spans of a tensor as floats; holds one open file and one buffer, both reused.</summary>
/// <remarks>Plain positional reads instead of a mapping: mapped pages would count as resident memory of the build.</remarks>
public sealed class TensorReader : IDisposable
{
    private readonly Dictionary<string, SafeFileHandle> handles = new(StringComparer.Ordinal);
    private byte[] raw = new byte[1 << 20];

    /// <summary>Reads <paramref name="destination"/>.Length elements from element <paramref name="first"/> on.</summary>
    /// <exception cref="FaultException">The file ends early, or an element is NaN or infinite; tensor, file and byte are named.</exception>
    public void Read(TensorInfo tensor, long first, Span<float> destination)
    {
        int size = tensor.ElementSize;
        if (raw.Length < destination.Length * (long)size)
        {
            raw = new byte[destination.Length * size];
        }

        Span<byte> bytes = raw.AsSpan(0, destination.Length * size);
        ReadBytes(tensor, first * size, bytes);
        Convert(tensor.Type, bytes, destination);
        ThrowIfNotFinite(tensor, first, destination);
    }

    /// <summary>Reads bytes of a tensor as they are stored.</summary>
    public void ReadBytes(TensorInfo tensor, long first, Span<byte> destination)
    {
        long offset = tensor.Offset + first;
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(Handle(tensor.File), destination, offset);
            if (read == 0)
            {
                throw new FaultException(
                    FaultCode.CheckpointInvalid,
                    $"'{tensor.File}' ended at byte {offset} while tensor '{tensor.Name}' was read.",
                    "Something shortened the file during the build; take it again."
                );
            }

            destination = destination[read..];
            offset += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle handle in handles.Values)
        {
            handle.Dispose();
        }
    }

    /// <summary>First byte in which two tensors of one length differ; null where they are the same.</summary>
    internal static long? FirstDifference(TensorInfo one, TensorInfo other)
    {
        using var reader = new TensorReader();
        byte[] left = new byte[1 << 20];
        byte[] right = new byte[1 << 20];
        for (long at = 0; at < one.Length; at += left.Length)
        {
            int length = (int)Math.Min(left.Length, one.Length - at);
            reader.ReadBytes(one, at, left.AsSpan(0, length));
            reader.ReadBytes(other, at, right.AsSpan(0, length));
            int common = left.AsSpan(0, length).CommonPrefixLength(right.AsSpan(0, length));
            if (common < length)
            {
                return at + common;
            }
        }

        return null;
    }

    /// <summary>Converts stored elements to floats: [n] bytes of <paramref name="type"/> → [n / size].</summary>
    internal static void Convert(StoredType type, ReadOnlySpan<byte> stored, Span<float> destination)
    {
        switch (type)
        {
            case StoredType.F32:
                MemoryMarshal.Cast<byte, float>(stored).CopyTo(destination);
                break;
            case StoredType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(stored), destination);
                break;
            case StoredType.BF16:
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination);
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(stored);
                TensorPrimitives.ConvertTruncating(upper, bits);
                TensorPrimitives.ShiftLeft(bits, 16, bits);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, null);
        }
    }

    private static void ThrowIfNotFinite(TensorInfo tensor, long first, ReadOnlySpan<float> values)
    {
        // A NaN or an infinity makes the sum of magnitudes one; an overflowing sum of finite values only costs the slow search.
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes(values)))
        {
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new FaultException(
                    FaultCode.CheckpointInvalid,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{tensor.File}': tensor '{tensor.Name}' holds {values[i]} at element {first + i} (byte {tensor.Offset + ((first + i) * tensor.ElementSize)})."
                    ),
                    "The checkpoint is damaged or was saved after a diverged training; take it again."
                );
            }
        }
    }

    private SafeFileHandle Handle(string file)
    {
        if (!handles.TryGetValue(file, out SafeFileHandle? handle))
        {
            handle = CheckpointFile.OpenHandle(file);
            handles[file] = handle;
        }

        return handle;
    }
}
