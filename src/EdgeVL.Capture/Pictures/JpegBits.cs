namespace EdgeVL.Capture.Pictures;

/// <summary>Reads a JPEG scan's bits up to the next marker, and says when more were asked for than there are.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private const byte Prefix = 0xFF;
    private const byte Stuffed = 0x00;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;
    private const int WindowBits = 64;

    private readonly ReadOnlySpan<byte> data = data;
    private int at;
    private ulong window; // the next bits, from the top
    private int available;
    private int padding;

    /// <summary>True once a bit was taken that is not in the data.</summary>
    public readonly bool Overrun => available < padding;

    /// <summary>The next 16 bits, zeros after the end.</summary>
    public int Peek()
    {
        if (available < HuffmanTable.LongestCode)
        {
            Fill();
        }

        return (int)(window >> (WindowBits - HuffmanTable.LongestCode));
    }

    /// <summary>Takes bits, at most 16.</summary>
    public void Skip(int bits)
    {
        if (available < bits)
        {
            Fill();
        }

        window <<= bits;
        available -= bits;
    }

    /// <summary>Goes on behind the next restart marker; false where another marker or the end comes first.</summary>
    public bool Restart()
    {
        (window, available, padding) = (0, 0, 0);
        while (at + 1 < data.Length)
        {
            if (data[at] == Prefix && data[at + 1] is not (Stuffed or Prefix))
            {
                at += 2;
                return data[at - 1] is >= FirstRestart and <= LastRestart;
            }

            at++;
        }

        return false;
    }

    private void Fill()
    {
        while (available <= WindowBits - 8)
        {
            byte next = 0;
            bool more = at < data.Length;
            if (more && data[at] == Prefix)
            {
                more = at + 1 < data.Length && data[at + 1] == Stuffed;
                next = more ? Prefix : next;
                at += more ? 2 : 0;
            }
            else if (more)
            {
                next = data[at++];
            }

            padding += more ? 0 : 8;
            window |= (ulong)next << (WindowBits - 8 - available);
            available += 8;
        }
    }
}
