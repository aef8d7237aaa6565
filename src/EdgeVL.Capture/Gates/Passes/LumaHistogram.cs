using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>How often each luma value occurs; four tables, because neighbours are often equal and would wait for one another.</summary>
internal sealed class LumaHistogram
{
    private const int Values = 256;

    private readonly int[] tables = new int[4 * Values];

    /// <summary>Pixels counted.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        Array.Clear(tables);
        Count = 0;
    }

    public void Add(ReadOnlySpan<byte> luma)
    {
        Count += luma.Length;
        ref int table = ref tables[0];
        for (; luma.Length >= 8; luma = luma[8..])
        {
            ulong eight = BinaryPrimitives.ReadUInt64LittleEndian(luma);
            Unsafe.Add(ref table, (int)(eight & 255))++;
            Unsafe.Add(ref table, Values + (int)((eight >> 8) & 255))++;
            Unsafe.Add(ref table, (2 * Values) + (int)((eight >> 16) & 255))++;
            Unsafe.Add(ref table, (3 * Values) + (int)((eight >> 24) & 255))++;
            Unsafe.Add(ref table, (int)((eight >> 32) & 255))++;
            Unsafe.Add(ref table, Values + (int)((eight >> 40) & 255))++;
            Unsafe.Add(ref table, (2 * Values) + (int)((eight >> 48) & 255))++;
            Unsafe.Add(ref table, (3 * Values) + (int)(eight >> 56))++;
        }

        foreach (byte value in luma)
        {
            tables[value]++;
        }
    }

    /// <summary>Joins the four tables into the first; call once, after the last row.</summary>
    public void Join()
    {
        for (int value = 0; value < Values; value++)
        {
            tables[value] += tables[Values + value] + tables[(2 * Values) + value] + tables[(3 * Values) + value];
        }
    }

    /// <summary>The least value that at least this share of the pixels does not exceed.</summary>
    public int Percentile(double share)
    {
        double needed = share * Count;
        int seen = 0,
            value = 0;
        for (; value < Values - 1; value++)
        {
            seen += tables[value];
            if (seen >= needed)
            {
                break;
            }
        }

        return value;
    }

    /// <summary>Share of the pixels at or below a value.</summary>
    public double ShareUpTo(int value)
    {
        int seen = 0;
        foreach (int count in tables.AsSpan(0, value + 1))
        {
            seen += count;
        }

        return Count == 0 ? 0 : (double)seen / Count;
    }
}
