namespace EdgeVL.Daemon.Rules.Checksums;

/// <summary>A pure system of ISO 7064: the text is a number in base r, with the check characters it is 1 modulo M.</summary>
/// <param name="modulus">M.</param>
/// <param name="radix">r.</param>
/// <param name="alphabet">Characters by value.</param>
/// <param name="checks">Check characters at the end.</param>
/// <param name="extra">A character that only the last place may have, of the value after the alphabet's last; or none.</param>
internal sealed class PureSystem(string name, int modulus, int radix, string alphabet, int checks, string extra) : Checksum
{
    public const string Digits = "0123456789";
    public const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    public const string Alphanumeric = Digits + Letters;

    public override string Name => name;

    public override int Modulus => modulus;

    private protected override bool Check(string text)
    {
        if (text.Length <= checks)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int value = i == text.Length - 1 && extra.Contains(text[i]) ? alphabet.Length : alphabet.IndexOf(text[i]);
            if (value < 0)
            {
                return false;
            }

            sum = ((sum * radix) + value) % modulus;
        }

        return sum == 1;
    }
}

/// <summary>A hybrid system of ISO 7064, MOD M+1, M, where the alphabet has M characters.</summary>
internal sealed class HybridSystem(string name, string alphabet) : Checksum
{
    public override string Name => name;

    public override int Modulus => alphabet.Length;

    private protected override bool Check(string text)
    {
        int m = alphabet.Length,
            product = m;
        for (int i = 0; i < text.Length; i++)
        {
            int value = alphabet.IndexOf(text[i]);
            if (value < 0 || text.Length < 2)
            {
                return false;
            }

            int sum = (product + value) % m;
            if (i == text.Length - 1)
            {
                return sum == 1;
            }

            product = 2 * (sum == 0 ? m : sum) % (m + 1);
        }

        return false;
    }
}

/// <summary>MOD 97-10 of ISO 7064 with letters as 10 to 35, as in LEI and reference numbers: the decimal is 1 modulo 97.</summary>
internal sealed class Mod97 : Checksum
{
    public override string Name => "mod-97-10";

    public override int Modulus => 97;

    /// <summary>The remainder of a text's decimal; null where a character has no value.</summary>
    public static int? Remainder(string text)
    {
        int sum = 0;
        foreach (char character in text)
        {
            int value = PureSystem.Alphanumeric.IndexOf(character);
            if (value < 0)
            {
                return null;
            }

            sum = ((sum * (value < 10 ? 10 : 100)) + value) % 97;
        }

        return sum;
    }

    private protected override bool Check(string text) =>
        text.Length > 2 && char.IsAsciiDigit(text[^1]) && char.IsAsciiDigit(text[^2]) && Remainder(text) == 1;
}
