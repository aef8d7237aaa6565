using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>Cosines and sines by sequence index, [C, head / 2] each, in the graph's own element type.</summary>
internal sealed class RotaryRows : IDisposable
{
    private readonly int half;
    private readonly float[] frequencies;
    private readonly byte[] axes;
    private readonly bool isHalf;
    private readonly NativeBuffer<float> singles;
    private readonly NativeBuffer<Half> halves;
    private readonly long capacity;

    public RotaryRows(TextConfig text, int capacity, TensorElementType type)
    {
        this.capacity = capacity;
        half = text.HeadSize / 2;
        isHalf = type == TensorElementType.Float16;
        singles = new NativeBuffer<float>(isHalf ? 1 : 2L * capacity * half);
        halves = new NativeBuffer<Half>(isHalf ? 2L * capacity * half : 1);
        Cosines = Tensor(0, type);
        Sines = Tensor(capacity * (long)half, type);
        frequencies = new float[half];
        axes = new byte[half];
        for (int i = 0; i < half; i++)
        {
            frequencies[i] = (float)(1 / Math.Pow(text.Rotary.Theta, 2.0 * i / text.HeadSize));
            axes[i] = (byte)(
                i % 3 == 1 && i < 3 * text.Rotary.Sections[1] ? 1
                : i % 3 == 2 && i < 3 * text.Rotary.Sections[2] ? 2
                : 0
            );
        }
    }

    public OrtValue Cosines { get; }

    public OrtValue Sines { get; }

    public void Write(int index, RotaryPosition position)
    {
        for (int i = 0; i < half; i++)
        {
            long along = axes[i] switch
            {
                1 => position.Height,
                2 => position.Width,
                _ => position.Time,
            };
            float angle = along * frequencies[i];
            Set((index * half) + i, MathF.Cos(angle), MathF.Sin(angle));
        }
    }

    public void Dispose()
    {
        Cosines.Dispose();
        Sines.Dispose();
        singles.Dispose();
        halves.Dispose();
    }

    private void Set(int place, float cosine, float sine)
    {
        int other = place + (int)(capacity * half);
        if (isHalf)
        {
            halves.Span[place] = (Half)cosine;
            halves.Span[other] = (Half)sine;
            return;
        }

        singles.Span[place] = cosine;
        singles.Span[other] = sine;
    }

    private OrtValue Tensor(long first, TensorElementType type) =>
        isHalf
            ? halves.TensorOver(first, capacity * half, type, capacity, half)
            : singles.TensorOver(first, capacity * half, type, capacity, half);
}
