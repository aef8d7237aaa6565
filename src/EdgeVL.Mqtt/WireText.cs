using System.Text;

namespace EdgeVL.Mqtt;

/// <summary>Which texts MQTT carries: a broker cuts the link over any other.</summary>
public static class WireText
{
    /// <summary>Whether <paramref name="text"/> is well-formed Unicode without control characters and noncharacters.</summary>
    public static bool IsValid(string text)
    {
        for (int i = 0; i < text.Length; )
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune) || !IsValid(rune))
            {
                return false;
            }

            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    /// <summary>Whether a broker takes <paramref name="rune"/> [MQTT-1.5.4-1, -2, and its advice on the rest].</summary>
    public static bool IsValid(Rune rune)
    {
        bool control = rune.Value is < 0x20 or (>= 0x7F and < 0xA0);
        bool nothing = (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
        return !control && !nothing;
    }
}
