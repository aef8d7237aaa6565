using System.Runtime.CompilerServices;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>Luma, 8 bits, full range; rows are padded with zeros so that vectors may read and write past their end.</summary>
internal sealed class LumaPlane
{
    /// <summary>Rows are padded to a multiple of this, the widest vector's bytes.</summary>
    private const int Alignment = 64;

    private byte[] pixels = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    private int Stride { get; set; }

    /// <summary>Takes a size; memory is kept where it is large enough.</summary>
    public void Resize(int width, int height)
    {
        if (width == Width && height == Height)
        {
            return;
        }

        (Width, Height, Stride) = (width, height, Aligned(width));
        int needed = checked((Stride * height) + Alignment);
        if (pixels.Length < needed)
        {
            pixels = new byte[needed];
        }
        else
        {
            Array.Clear(pixels); // the padding is zero whatever lay here
        }
    }

    /// <summary>A row's pixels.</summary>
    public Span<byte> Row(int y) => pixels.AsSpan(y * Stride, Width);

    /// <summary>Start of a row, for vectors; the edge rows repeat beyond the picture.</summary>
    public ref byte Start(int y) => ref Unsafe.Add(ref pixels[0], Math.Clamp(y, 0, Height - 1) * Stride);

    /// <summary>Means of squares of <paramref name="step"/> pixels a side, rounded; what does not fill a square is left out.</summary>
    public void ReduceTo(LumaPlane target, int step)
    {
        target.Resize(Math.Max(1, Width / step), Math.Max(1, Height / step));
        int half = step * step / 2;
        for (int y = 0; y < target.Height; y++)
        {
            Span<byte> row = target.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = (byte)((SumOfSquare(x * step, y * step, step) + half) / (step * step));
            }
        }
    }

    /// <summary>A whole number of vectors.</summary>
    public static int Aligned(int width) => (width + Alignment - 1) / Alignment * Alignment;

    private int SumOfSquare(int left, int top, int step)
    {
        int sum = 0;
        for (int y = top; y < Math.Min(top + step, Height); y++)
        {
            foreach (byte pixel in Row(y)[left..Math.Min(left + step, Width)])
            {
                sum += pixel;
            }
        }

        return sum;
    }
}
