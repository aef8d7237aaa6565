using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Runtime;

/// <summary>Memory outside the garbage collector that sessions are bound to.</summary>
/// <remarks>The system hands out zeroed pages when they are touched: a large buffer costs what is used of it.</remarks>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private T* memory;

    public NativeBuffer(long length)
    {
        Length = length;
        memory = (T*)NativeMemory.AllocZeroed((nuint)Math.Max(length, 1), (nuint)sizeof(T));
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>All elements; only for buffers below 2³¹ elements.</summary>
    public Span<T> Span => new(memory, checked((int)Length));

    /// <summary>A tensor over the first elements; the caller owns it and keeps this buffer alive.</summary>
    public OrtValue Tensor(TensorElementType type, params long[] shape)
    {
        long count = shape.Aggregate(1L, static (product, side) => product * side);
        return TensorOver(0, count, type, shape);
    }

    /// <summary>A tensor over <paramref name="count"/> elements of this buffer, which may be bytes of another type.</summary>
    public OrtValue TensorOver(long first, long count, TensorElementType type, params long[] shape)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Length);
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, (nint)(memory + first), count * sizeof(T));
    }

    public void Dispose()
    {
        NativeMemory.Free(memory);
        memory = null;
    }
}
