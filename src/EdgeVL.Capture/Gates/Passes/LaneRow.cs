using System.Runtime.CompilerServices;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>A row of 16-bit values with room for a vector on both sides: neighbours of the first and last pixel can be read.</summary>
internal sealed class LaneRow
{
    private const int Margin = 32;

    private short[] values = [];

    /// <summary>Makes room; what was in it is forgotten when it grows.</summary>
    public void Resize(int width)
    {
        int needed = LumaPlane.Aligned(width) + (2 * Margin);
        if (values.Length < needed)
        {
            values = new short[needed];
        }
    }

    /// <summary>The value of pixel 0.</summary>
    public ref short Start => ref values[Margin];

    /// <summary>The same memory as bytes.</summary>
    public ref byte StartOfBytes => ref Unsafe.As<short, byte>(ref values[Margin]);

    /// <summary>Some pixels.</summary>
    public Span<short> Slice(int start, int count) => values.AsSpan(Margin + start, count);

    /// <summary>Sets all to zero, the margins too.</summary>
    public void Clear() => Array.Clear(values);
}

/// <summary>The last four rows of a plane that is never kept whole.</summary>
internal sealed class LaneRows
{
    private readonly LaneRow[] rows = [new(), new(), new(), new()];

    public LaneRow this[int y] => rows[y & 3];

    public void Resize(int width)
    {
        foreach (LaneRow row in rows)
        {
            row.Resize(width);
        }
    }
}
