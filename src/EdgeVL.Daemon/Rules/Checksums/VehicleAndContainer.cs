namespace EdgeVL.Daemon.Rules.Checksums;

/// <summary>Vehicle identification number with the check character of 49 CFR 565 in the ninth place; only North America demands one.</summary>
internal sealed class Vin : Checksum
{
    private const int CheckAt = 8;
    private const string Letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
    private const string Values = "12345678123457923456789"; // I, O and Q do not occur
    private static readonly int[] Weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

    public override string Name => "vin";

    public override int Modulus => 11;

    private protected override bool Check(string text)
    {
        if (text.Length != Weights.Length)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int letter = Letters.IndexOf(text[i]);
            int value = letter >= 0 ? Values[letter] - '0' : Digit(text[i]);
            if (value < 0)
            {
                return false;
            }

            sum += Weights[i] * value;
        }

        int check = sum % Modulus;
        return text[CheckAt] == (check == 10 ? 'X' : (char)('0' + check));
    }
}

/// <summary>Freight containers (ISO 6346): four letters of which the last is U, J or Z, six digits and the check digit.</summary>
internal sealed class ContainerCode : Checksum
{
    private const int Length = 11,
        Letters = 4;

    public override string Name => "iso-6346";

    public override int Modulus => 11;

    private protected override bool Check(string text)
    {
        if (text.Length != Length || text[Letters - 1] is not ('U' or 'J' or 'Z'))
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < Length - 1; i++)
        {
            int value = i < Letters ? LetterValue(text[i]) : Digit(text[i]);
            if (value < 0)
            {
                return false;
            }

            sum += value << i;
        }

        return Digit(text[^1]) == sum % 11 % 10;
    }

    /// <summary>10 for A to 38 for Z, without the multiples of 11.</summary>
    private static int LetterValue(char letter)
    {
        if (!char.IsAsciiLetterUpper(letter))
        {
            return -1;
        }

        int value = 10 + letter - 'A';
        return value + (value >= 11 ? 1 : 0) + (value >= 21 ? 1 : 0) + (value >= 31 ? 1 : 0);
    }
}
