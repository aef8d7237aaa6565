using System.Numerics;
using System.Runtime.InteropServices;
using EdgeVL.Capture.Gates.Passes;

namespace EdgeVL.Capture.Gates.View;

/// <summary>Mean luma of 160 × 120 cells of a picture of any size.</summary>
internal sealed class SmallPicture
{
    public const int Width = 160;
    public const int Height = 120;
    public const int Count = Width * Height;

    private byte[] row = [];
    private int[] columns = [];

    /// <summary>Mean luma of each cell, DN, row by row.</summary>
    public float[] Cells { get; } = new float[Count];

    public void Load(BgrView picture)
    {
        if (row.Length < picture.Width)
        {
            (row, columns) = (new byte[picture.Width], new int[picture.Width]);
        }

        for (int cell = 0; cell < Height; cell++)
        {
            (int top, int bottom) = Range(cell, picture.Height, Height);
            columns.AsSpan(0, picture.Width).Clear();
            for (int y = top; y < bottom; y++)
            {
                Span<byte> luma = row.AsSpan(0, picture.Width);
                LumaRow.Convert(picture.Row(y, 0, picture.Width), luma);
                Add(luma, columns);
            }

            Average(Cells.AsSpan(cell * Width, Width), picture.Width, bottom - top);
        }
    }

    /// <summary>The pixels of a cell: at least one.</summary>
    private static (int Start, int End) Range(int cell, int pixels, int cells)
    {
        int start = (int)((long)cell * pixels / cells);
        return (start, Math.Max(start + 1, (int)((long)(cell + 1) * pixels / cells)));
    }

    private void Average(Span<float> target, int width, int rows)
    {
        for (int cell = 0; cell < target.Length; cell++)
        {
            (int left, int right) = Range(cell, width, Width);
            int sum = 0;
            foreach (int column in columns.AsSpan(left, right - left))
            {
                sum += column;
            }

            target[cell] = (float)sum / ((right - left) * rows);
        }
    }

    private static void Add(ReadOnlySpan<byte> luma, Span<int> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(luma);
        ref int target = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= luma.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)x), out Vector<ushort> low, out Vector<ushort> high);
            AddHalf(low, ref target, x);
            AddHalf(high, ref target, x + Vector<ushort>.Count);
        }

        for (; x < luma.Length; x++)
        {
            sums[x] += luma[x];
        }
    }

    private static void AddHalf(Vector<ushort> values, ref int sums, int at)
    {
        Vector.Widen(values, out Vector<uint> low, out Vector<uint> high);
        nuint first = (nuint)at,
            second = (nuint)(at + Vector<int>.Count);
        (Vector.LoadUnsafe(ref sums, first) + Vector.AsVectorInt32(low)).StoreUnsafe(ref sums, first);
        (Vector.LoadUnsafe(ref sums, second) + Vector.AsVectorInt32(high)).StoreUnsafe(ref sums, second);
    }
}
