namespace EdgeVL.Daemon.Rules.Checksums;

/// <summary>IBAN (ISO 13616): the first four characters go to the end, then MOD 97-10; the country settles the length.</summary>
internal sealed class Iban : Checksum
{
    private const string Lengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18"
        + "GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18"
        + "NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    public override string Name => "iban";

    public override int Modulus => 97;

    private protected override bool Check(string text) =>
        text.Length > 4
        && LengthOf(text[..2]) == text.Length
        && char.IsAsciiDigit(text[2])
        && char.IsAsciiDigit(text[3])
        && Mod97.Remainder(text[4..] + text[..4]) == 1;

    private static int? LengthOf(string country)
    {
        for (int i = 0; i < Lengths.Length; i += 4)
        {
            if (Lengths.AsSpan(i, 2).SequenceEqual(country))
            {
                return ((Lengths[i + 2] - '0') * 10) + Lengths[i + 3] - '0';
            }
        }

        return null;
    }
}
