using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeVL.Capture.Gates.View;

/// <summary>A dense matrix whose columns fill whole vectors of up to 16.</summary>
internal sealed class FloatMatrix(int rows, int columns)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>Values, row by row.</summary>
    public float[] Values { get; } = new float[rows * columns];

    public ref float this[int row, int column] => ref Values[(row * Columns) + column];

    /// <summary>Writes the product left · right into this matrix.</summary>
    /// <param name="panel">Scratch of the caller, at least <see cref="PanelSize"/> of the right matrix.</param>
    public void SetProduct(FloatMatrix left, FloatMatrix right, Span<float> panel)
    {
        const int together = 4; // rows: each loaded vector of the right matrix is used four times
        for (int column = 0; column < Columns; column += PanelColumns)
        {
            right.CopyPanel(column, panel); // side by side it stays in the nearest cache
            for (int row = 0; row < Rows; row += together)
            {
                SetBlock(left, panel, row, column);
            }
        }
    }

    /// <summary>Values of a panel of a matrix with this many rows.</summary>
    public static int PanelSize(int rows) => rows * PanelColumns;

    private static int PanelColumns => 2 * Vector<float>.Count;

    private void CopyPanel(int column, Span<float> panel)
    {
        for (int row = 0; row < Rows; row++)
        {
            Values.AsSpan((row * Columns) + column, PanelColumns).CopyTo(panel[(row * PanelColumns)..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetBlock(FloatMatrix left, ReadOnlySpan<float> panel, int row, int column)
    {
        Vector<float> a0 = default,
            a1 = default,
            b0 = default,
            b1 = default,
            c0 = default,
            c1 = default,
            d0 = default,
            d1 = default;
        nuint depth = (nuint)left.Columns,
            stride = (nuint)PanelColumns;
        ref float factors = ref left[row, 0];
        ref float term = ref MemoryMarshal.GetReference(panel);
        for (nuint k = 0; k < depth; k++, term = ref Unsafe.Add(ref term, stride))
        {
            Vector<float> first = Vector.LoadUnsafe(ref term),
                second = Vector.LoadUnsafe(ref term, (nuint)Vector<float>.Count);
            var a = new Vector<float>(Unsafe.Add(ref factors, k));
            var b = new Vector<float>(Unsafe.Add(ref factors, depth + k));
            var c = new Vector<float>(Unsafe.Add(ref factors, (2 * depth) + k));
            var d = new Vector<float>(Unsafe.Add(ref factors, (3 * depth) + k));
            (a0, a1) = (Vector.FusedMultiplyAdd(a, first, a0), Vector.FusedMultiplyAdd(a, second, a1));
            (b0, b1) = (Vector.FusedMultiplyAdd(b, first, b0), Vector.FusedMultiplyAdd(b, second, b1));
            (c0, c1) = (Vector.FusedMultiplyAdd(c, first, c0), Vector.FusedMultiplyAdd(c, second, c1));
            (d0, d1) = (Vector.FusedMultiplyAdd(d, first, d0), Vector.FusedMultiplyAdd(d, second, d1));
        }

        Store(row, column, a0, a1);
        Store(row + 1, column, b0, b1);
        Store(row + 2, column, c0, c1);
        Store(row + 3, column, d0, d1);
    }

    private void Store(int row, int column, Vector<float> first, Vector<float> second)
    {
        first.StoreUnsafe(ref this[row, column]);
        second.StoreUnsafe(ref this[row, column], (nuint)Vector<float>.Count);
    }
}
