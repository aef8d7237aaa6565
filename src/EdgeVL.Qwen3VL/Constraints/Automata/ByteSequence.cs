using System.Text;
using EdgeVL.Qwen3VL.Constraints.Expressions;

namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>One to four ranges of bytes, one after the other: a block of code points in UTF-8, or one of JSON's short escapes.</summary>
internal readonly record struct ByteSequence
{
    /// <summary>Control characters that JSON has no short escape for.</summary>
    public static readonly CodePointSet Unwritable = CodePointSet.Of((0x00, 0x07), (0x0B, 0x0B), (0x0E, 0x1F));

    private const string Escaped = "\"\\\b\t\n\f\r";
    private const string Escapes = "\"\\btnfr";

    // Last code points of one, two, three and four bytes.
    private static readonly int[] Lasts = [0x7F, 0x7FF, 0xFFFF, CodePointSet.Largest];

    private readonly ulong ranges; // two bytes for each range, from the lowest on

    private ByteSequence(ReadOnlySpan<byte> firsts, ReadOnlySpan<byte> lasts)
    {
        Length = firsts.Length;
        for (int i = 0; i < Length; i++)
        {
            ranges |= ((ulong)firsts[i] | ((ulong)lasts[i] << 8)) << (16 * i);
        }
    }

    /// <summary>Number of bytes.</summary>
    public int Length { get; }

    /// <summary>The range of the byte at <paramref name="index"/>.</summary>
    public (int First, int Last) this[int index] => ((int)(ranges >> (16 * index)) & 0xFF, (int)(ranges >> ((16 * index) + 8)) & 0xFF);

    /// <summary>The sequences that spell a set of code points, raw or as they stand inside a JSON string.</summary>
    public static IEnumerable<ByteSequence> Of(CodePointSet set, bool inJson)
    {
        if (!inJson)
        {
            return Raw(set);
        }

        IEnumerable<ByteSequence> escapes = Enumerable
            .Range(0, Escaped.Length)
            .Where(i => set.Contains(Escaped[i]))
            .Select(static i => Single([(byte)'\\', (byte)Escapes[i]]));
        CodePointSet plain = set.Complement().Union(CodePointSet.Of([(0, 0x1F), ('"', '"'), ('\\', '\\')])).Complement();
        return escapes.Concat(Raw(plain));
    }

    private static ByteSequence Single(ReadOnlySpan<byte> bytes) => new(bytes, bytes);

    private static List<ByteSequence> Raw(CodePointSet set)
    {
        var sequences = new List<ByteSequence>();
        foreach ((int first, int last) in set.Ranges)
        {
            Split(first, last, sequences);
        }

        return sequences;
    }

    // A block is written by ranges where both ends have the same length, and where below the first byte that differs all values occur.
    private static void Split(int first, int last, List<ByteSequence> sequences)
    {
        foreach (int border in Lasts)
        {
            if (first <= border && border < last)
            {
                Split(first, border, sequences);
                Split(border + 1, last, sequences);
                return;
            }
        }

        for (int bits = 6; bits <= 18 && last > 0x7F; bits += 6)
        {
            int mask = (1 << bits) - 1;
            if ((first & ~mask) == (last & ~mask))
            {
                continue;
            }

            if ((first & mask) != 0)
            {
                Split(first, first | mask, sequences);
                Split((first | mask) + 1, last, sequences);
                return;
            }

            if ((last & mask) != mask)
            {
                Split(first, (last & ~mask) - 1, sequences);
                Split(last & ~mask, last, sequences);
                return;
            }
        }

        Span<byte> low = stackalloc byte[4];
        Span<byte> high = stackalloc byte[4];
        int length = new Rune(first).EncodeToUtf8(low);
        new Rune(last).EncodeToUtf8(high);
        sequences.Add(new ByteSequence(low[..length], high[..length]));
    }
}
