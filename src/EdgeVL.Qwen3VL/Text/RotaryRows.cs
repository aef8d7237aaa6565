using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Rotary;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>Cosines and sines by sequence index, [C, head / 2] each, in the graph's own element type.</summary>
internal sealed class RotaryRows : IDisposable
{
    private readonly RotaryFrequencies frequencies;
    private readonly NativeBuffer<float>? singles;
    private readonly NativeBuffer<Half>? halves;
    private readonly int capacity;
    private readonly int width;

    public RotaryRows(TextConfig text, int capacity, TensorElementType type)
    {
        this.capacity = capacity;
        frequencies = new RotaryFrequencies(text.Rotary);
        width = frequencies.PairCount;
        long length = (long)capacity * width;
        if (type == TensorElementType.Float16)
        {
            halves = new NativeBuffer<Half>(2 * length);
            Cosines = halves.TensorOver(0, length, type, capacity, width);
            Sines = halves.TensorOver(length, length, type, capacity, width);
        }
        else
        {
            singles = new NativeBuffer<float>(2 * length);
            Cosines = singles.TensorOver(0, length, type, capacity, width);
            Sines = singles.TensorOver(length, length, type, capacity, width);
        }
    }

    public OrtValue Cosines { get; }

    public OrtValue Sines { get; }

    /// <summary>Writes the rows of one element of the sequence.</summary>
    public void Write(int index, RotaryPosition position)
    {
        ReadOnlySpan<int> axes = [position.Time, position.Height, position.Width];
        int row = index * width;
        int sines = row + (capacity * width);
        if (halves is not null)
        {
            frequencies.Write(axes, halves.Span.Slice(row, width), halves.Span.Slice(sines, width));
        }
        else
        {
            frequencies.Write(axes, singles!.Span.Slice(row, width), singles.Span.Slice(sines, width));
        }
    }

    public void Dispose()
    {
        Cosines.Dispose();
        Sines.Dispose();
        singles?.Dispose();
        halves?.Dispose();
    }
}
