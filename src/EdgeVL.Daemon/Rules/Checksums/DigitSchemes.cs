namespace EdgeVL.Daemon.Rules.Checksums;

/// <summary>Luhn (ISO/IEC 7812): cards, IMEI. From the right every second digit counts double, less 9 above 9.</summary>
internal sealed class Luhn : Checksum
{
    public override string Name => "luhn";

    public override int Modulus => 10;

    private protected override bool Check(string text)
    {
        if (text.Length < 2 || AllDigits(text) is not { } digits)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] * ((i % 2) + 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}

/// <summary>GTIN-8, 12, 13, 14, ISBN-13, GSIN (17) and SSCC (18): from the right the weights 1, 3, 1 …</summary>
internal sealed class Gtin : Checksum
{
    public override string Name => "gtin";

    public override int Modulus => 10;

    private protected override bool Check(string text)
    {
        if (text.Length is not (8 or 12 or 13 or 14 or 17 or 18) || AllDigits(text) is not { } digits)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            sum += digits[^(i + 1)] * (i % 2 == 0 ? 1 : 3);
        }

        return sum % 10 == 0;
    }
}

/// <summary>ISBN-10: the weights 10 to 1, X for 10 at the end.</summary>
internal sealed class Isbn10 : Checksum
{
    private const int Length = 10;

    public override string Name => "isbn-10";

    public override int Modulus => 11;

    private protected override bool Check(string text)
    {
        if (text.Length != Length)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < Length; i++)
        {
            int digit = i == Length - 1 && text[i] == 'X' ? 10 : Digit(text[i]);
            if (digit < 0)
            {
                return false;
            }

            sum += (Length - i) * digit;
        }

        return sum % Modulus == 0;
    }
}
