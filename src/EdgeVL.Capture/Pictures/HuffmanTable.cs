namespace EdgeVL.Capture.Pictures;

/// <summary>A JPEG file's code table: which symbol a bit sequence stands for.</summary>
internal sealed class HuffmanTable
{
    public const int LongestCode = 16;

    private const int FastBits = 9;
    private const int LengthShift = 8;

    // By the next nine bits: length << 8 | symbol; 0 where the code is longer.
    private readonly ushort[] fast = new ushort[1 << FastBits];
    private readonly int[] end = new int[LongestCode + 1]; // first code, left-aligned to 16 bits, that is longer than the index
    private readonly int[] offset = new int[LongestCode + 1]; // from a code of that length to its place among the symbols
    private readonly byte[] symbols;

    /// <summary>Builds a table.</summary>
    /// <param name="counts">How many codes there are of each length from 1 to 16.</param>
    /// <param name="symbols">Their symbols, shortest codes first.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        int code = 0;
        int place = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            offset[length] = place - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, place++)
            {
                Remember(code, length, symbols[place]);
            }

            end[length] = code << (LongestCode - length);
            code <<= 1;
        }
    }

    /// <summary>The symbol at the head of the next 16 bits.</summary>
    /// <returns>The length of its code; 0 where no code begins so.</returns>
    public int Decode(int bits, out int symbol)
    {
        int known = fast[bits >> (LongestCode - FastBits)];
        if (known != 0)
        {
            symbol = known & 0xFF;
            return known >> LengthShift;
        }

        for (int length = FastBits + 1; length <= LongestCode; length++)
        {
            if (bits < end[length])
            {
                int place = (bits >> (LongestCode - length)) + offset[length];
                symbol = (uint)place < (uint)symbols.Length ? symbols[place] : 0;
                return length;
            }
        }

        symbol = 0;
        return 0;
    }

    private void Remember(int code, int length, byte symbol)
    {
        if (length > FastBits)
        {
            return;
        }

        int first = code << (FastBits - length);
        int count = 1 << (FastBits - length);
        for (int i = first; i < first + count && i < fast.Length; i++)
        {
            fast[i] = (ushort)((length << LengthShift) | symbol);
        }
    }
}
