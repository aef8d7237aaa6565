using System.Runtime.CompilerServices;
using System.Text;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>The 256 printable characters that stand for bytes in a byte-level tokenizer file.</summary>
/// <remarks>Compiled at once: a load is over before tiered compilation would notice its loops.</remarks>
internal static class ByteAlphabet
{
    private const int CharacterCount = 0x100 + 68;

    private static readonly short[] Bytes = MakeTable();

    /// <summary>Translates the UTF-8 text of a vocabulary entry to the bytes that it stands for.</summary>
    /// <param name="text">Text as it stands in the file.</param>
    /// <param name="bytes">Receives the bytes; at least as long as <paramref name="text"/>.</param>
    /// <returns>Number of bytes written, or -1 where the text has a character outside the alphabet.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Translate(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        int count = 0;
        for (int i = 0; i < text.Length; count++)
        {
            int character = text[i++];
            if (character >= 0x80)
            {
                // The alphabet ends at U+0143, so two bytes are the longest form that can be right.
                if ((character & 0xE0) != 0xC0 || i == text.Length)
                {
                    return -1;
                }

                character = ((character & 0x1F) << 6) | (text[i++] & 0x3F);
            }

            if (character >= CharacterCount || Bytes[character] < 0)
            {
                return -1;
            }

            bytes[count] = (byte)Bytes[character];
        }

        return count;
    }

    /// <summary>The character of the file that stands for <paramref name="value"/>.</summary>
    public static Rune CharacterOf(byte value) => new(Array.IndexOf(Bytes, (short)value));

    private static short[] MakeTable()
    {
        var table = new short[CharacterCount];
        Array.Fill(table, (short)-1);
        int next = 0x100;
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
            table[printable ? value : next++] = (short)value;
        }

        return table;
    }
}
