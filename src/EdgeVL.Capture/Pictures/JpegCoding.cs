using System.Buffers.Binary;

namespace EdgeVL.Capture.Pictures;

/// <summary>Counts the blocks in a baseline JPEG's picture data: where some are missing, libjpeg would paint grey and only mutter.</summary>
/// <remarks>Progressive and arithmetic files, and headers that are odd, are left to the decoder.</remarks>
internal sealed class JpegCoding
{
    private const int MostTables = 4;
    private const int BlockSide = 8;
    private const int Coefficients = 64;
    private const int LongestDifference = 16;
    private const int ZeroRun = 0xF0;
    private const byte Baseline = 0xC0;
    private const byte Extended = 0xC1;

    private readonly HuffmanTable?[] first = new HuffmanTable?[MostTables];
    private readonly HuffmanTable?[] other = new HuffmanTable?[MostTables];
    private Component[] components = [];
    private int width;
    private int height;
    private int restartInterval;

    /// <summary>Takes a start-of-frame segment's body.</summary>
    public void TakeFrame(byte marker, ReadOnlySpan<byte> body)
    {
        components = [];
        if (marker is not (Baseline or Extended) || body.Length < 6 || body.Length < 6 + (3 * body[5]))
        {
            return;
        }

        height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        components = new Component[body[5]];
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> entry = body[(6 + (3 * i))..];
            components[i] = new Component(entry[0], entry[1] >> 4, entry[1] & 0xF);
        }
    }

    /// <summary>Takes a table segment's body, which may hold several tables.</summary>
    public void TakeTables(ReadOnlySpan<byte> body)
    {
        while (body.Length > HuffmanTable.LongestCode)
        {
            ReadOnlySpan<byte> counts = body.Slice(1, HuffmanTable.LongestCode);
            int total = 0;
            foreach (byte count in counts)
            {
                total += count;
            }

            int length = 1 + HuffmanTable.LongestCode + total;
            if (length > body.Length || (body[0] & 0xF) >= MostTables)
            {
                return;
            }

            HuffmanTable?[] kind = body[0] >> 4 == 0 ? first : other;
            kind[body[0] & 0xF] = new HuffmanTable(counts, body.Slice(1 + HuffmanTable.LongestCode, total));
            body = body[length..];
        }
    }

    /// <summary>Takes a restart interval segment's body.</summary>
    public void TakeRestartInterval(ReadOnlySpan<byte> body) =>
        restartInterval = body.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(body) : 0;

    /// <summary>Looks through a scan.</summary>
    /// <param name="header">The scan segment's body.</param>
    /// <param name="data">What follows it, to the end of the file.</param>
    /// <returns>What is wrong; null where nothing is, or where this is no baseline scan.</returns>
    public string? CheckScan(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data)
    {
        if (!TryReadScan(header, out Block[] blocks, out int units))
        {
            return null;
        }

        var bits = new JpegBits(data);
        for (int unit = 0; unit < units; unit++)
        {
            bool restart = restartInterval > 0 && unit > 0 && unit % restartInterval == 0;
            if ((restart && !bits.Restart()) || !SkipUnit(ref bits, blocks) || bits.Overrun)
            {
                return $"its picture data end or are damaged after {100L * unit / units} % of the picture";
            }
        }

        return null;
    }

    private bool TryReadScan(ReadOnlySpan<byte> header, out Block[] blocks, out int units)
    {
        (blocks, units) = ([], 0);
        int count = header.IsEmpty ? 0 : header[0];
        if (components.Length == 0 || width == 0 || height == 0 || count == 0 || header.Length < 1 + (2 * count))
        {
            return false;
        }

        int widest = components.Max(static component => component.Across);
        int highest = components.Max(static component => component.Down);
        var unit = new List<Block>();
        for (int i = 0; i < count; i++)
        {
            byte id = header[1 + (2 * i)];
            byte tables = header[2 + (2 * i)];
            Component? component = Array.Find(components, known => known.Id == id);
            if (
                component is null or { Across: 0 } or { Down: 0 }
                || first[(tables >> 4) & 3] is not { } dc
                || other[tables & 3] is not { } ac
            )
            {
                return false;
            }

            int repeats = count == 1 ? 1 : component.Across * component.Down;
            unit.AddRange(Enumerable.Repeat(new Block(dc, ac), repeats));
            units =
                count == 1
                    ? Blocks(width, component.Across, widest) * Blocks(height, component.Down, highest)
                    : Blocks(width, 1, widest) * Blocks(height, 1, highest);
        }

        blocks = [.. unit];
        return true;
    }

    /// <summary>Blocks along one side of a component that is sampled <paramref name="sampling"/> times where the finest is <paramref name="finest"/> times.</summary>
    private static int Blocks(int side, int sampling, int finest) => Ceiling(Ceiling(side * sampling, finest), BlockSide);

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;

    private static bool SkipUnit(ref JpegBits bits, Block[] blocks)
    {
        foreach (Block block in blocks)
        {
            if (!SkipBlock(ref bits, block))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SkipBlock(ref JpegBits bits, Block block)
    {
        int length = block.First.Decode(bits.Peek(), out int difference);
        if (length == 0 || difference > LongestDifference)
        {
            return false;
        }

        bits.Skip(length);
        bits.Skip(difference);
        for (int k = 1; k < Coefficients; k++)
        {
            length = block.Other.Decode(bits.Peek(), out int symbol);
            if (length == 0)
            {
                return false;
            }

            bits.Skip(length);
            int size = symbol & 0xF;
            if (size == 0 && symbol != ZeroRun)
            {
                return true; // the rest of the block is zero
            }

            k += symbol >> 4;
            if (k >= Coefficients)
            {
                return false;
            }

            bits.Skip(size);
        }

        return true;
    }

    private sealed record Component(byte Id, int Across, int Down);

    private readonly record struct Block(HuffmanTable First, HuffmanTable Other);
}
