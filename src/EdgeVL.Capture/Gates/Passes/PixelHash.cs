using System.Buffers.Binary;

namespace EdgeVL.Capture.Gates.Passes;

/// <summary>A 64-bit hash of pixels: equal pixels, equal hash; anything else meets it once in 10¹⁹. No defence against an attacker.</summary>
internal ref struct PixelHash
{
    // Odd constants without structure: the fractional digits of square roots.
    private const ulong First = 0x6A09E667F3BCC909,
        Second = 0xBB67AE8584CAA73B,
        Third = 0x3C6EF372FE94F82B,
        Fourth = 0xA54FF53A5F1D36F1;

    private ulong one = First,
        two = Second,
        three = Third,
        four = Fourth;

    public PixelHash() { }

    /// <summary>Adds a row; how the bytes are cut into rows is part of the hash.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        one ^= (ulong)bytes.Length * Third;
        for (; bytes.Length >= 64; bytes = bytes[64..])
        {
            one = Fold(Word(bytes, 0) ^ First, Word(bytes, 8) ^ one);
            two = Fold(Word(bytes, 16) ^ Second, Word(bytes, 24) ^ two);
            three = Fold(Word(bytes, 32) ^ Third, Word(bytes, 40) ^ three);
            four = Fold(Word(bytes, 48) ^ Fourth, Word(bytes, 56) ^ four);
        }

        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            one = Fold(Word(bytes, 0) ^ First, Second ^ one);
        }

        ulong rest = 0;
        foreach (byte value in bytes)
        {
            rest = (rest << 8) | value;
        }

        two = Fold(rest ^ Third, Fourth ^ two);
    }

    /// <summary>The hash of all that was added.</summary>
    public readonly ulong Value => Fold(Fold(one ^ First, two ^ Second) ^ three, four ^ Third);

    private static ulong Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
