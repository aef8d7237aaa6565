using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Rules.Checksums;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class ChecksumTests
{
    public static TheoryData<string, string> Valid =>
        new()
        {
            { "luhn", "79927398713" },
            { "luhn", "490154203237518" },
            { "luhn", "4111 1111 1111 1111" },
            { "gtin", "4006381333931" },
            { "gtin", "73513537" },
            { "ean", "4006381333931" },
            { "isbn-10", "0306406152" },
            { "isbn-10", "097522980X" },
            { "isbn-10", "0-306-40615-2" },
            { "mod-11-2", "0000000218250097" },
            { "mod-11-2", "079X" },
            { "mod-37-2", "G123489654321Y" },
            { "mod-37-2", "LOT4821AK" },
            { "mod-97-10", "529900T8BM49AURSDO55" },
            { "mod-97-10", "9999123456789012141490" },
            { "iban", "GB82WEST12345698765432" },
            { "iban", "DE89370400440532013000" },
            { "iban", "GB82 WEST 1234 5698 7654 32" },
            { "mod-37-36", "A12425GABC1234002M" },
            { "mod-37-36", "LOT4821AR" },
            { "vin", "1M8GDM9AXKP042788" },
            { "vin", "5GZCZ43D13S812715" },
            { "iso-6346", "CSQU3054383" },
            { "iso-6346", "TASU1170000" },
        };

    /// <summary>Schemes that cannot miss a single wrong character: all but Luhn with 0 and 9 in letters, containers with 0 and 10.</summary>
    public static TheoryData<string, string> Strict => [.. Valid.Where(static row => row.Data.Item1 is not "iso-6346")];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_number_passes(string scheme, string number) => Assert.True(Checksum.Of(scheme).IsValid(number));

    [Theory]
    [MemberData(nameof(Strict))]
    public void A_single_wrong_digit_fails(string scheme, string number)
    {
        Checksum checksum = Checksum.Of(scheme);
        for (int i = 0; i < number.Length; i++)
        {
            if (!char.IsAsciiDigit(number[i]))
            {
                continue;
            }

            foreach (char other in "0123456789".Where(digit => digit != number[i]))
            {
                string wrong = string.Concat(number.AsSpan(0, i), [other], number.AsSpan(i + 1));
                Assert.False(checksum.IsValid(wrong), wrong);
            }
        }
    }

    [Theory]
    [InlineData("luhn", "1A")]
    [InlineData("luhn", "0")]
    [InlineData("gtin", "40063813339")] // no length that GTINs have
    [InlineData("isbn-10", "X975229800")]
    [InlineData("mod-11-2", "07X9")]
    [InlineData("mod-37-2", "lot4821ak")]
    [InlineData("iban", "DE8937040044053201300")] // one short
    [InlineData("iban", "ZZ82WEST12345698765432")]
    [InlineData("vin", "1M8GDM9AXKPO42788")] // O does not occur
    [InlineData("vin", "1M8GDM9AXKP04278")]
    [InlineData("iso-6346", "CSQX3054383")]
    [InlineData("iso-6346", "CS1U3054383")]
    public void What_has_another_form_fails(string scheme, string number) => Assert.False(Checksum.Of(scheme).IsValid(number));

    [Fact]
    public void No_scheme_passes_the_empty_text_or_throws_at_any_character()
    {
        foreach (string name in Checksum.Names)
        {
            Checksum checksum = Checksum.Of(name);
            Assert.All(["", " ", "-", "ü", "\ud800", "０１", "*", new string('9', 10_000)], text => checksum.IsValid(text));
            Assert.False(checksum.IsValid(""));
            Assert.False(checksum.IsValid(" - "));
        }
    }

    [Theory]
    [InlineData("mod-11-2", 11)]
    [InlineData("mod-37-2", 37)]
    [InlineData("mod-97-10", 97)]
    [InlineData("mod-661-26", 661)]
    [InlineData("mod-1271-36", 1271)]
    [InlineData("mod-11-10", 10)]
    [InlineData("mod-27-26", 26)]
    [InlineData("mod-37-36", 36)]
    public void A_random_text_passes_once_in_as_many_tries_as_there_are_check_values(string name, int modulus)
    {
        const int texts = 200_000;
        string alphabet =
            name is "mod-661-26" or "mod-27-26" ? PureSystem.Letters
            : name is "mod-37-2" or "mod-1271-36" or "mod-37-36" ? PureSystem.Alphanumeric
            : PureSystem.Digits;
        var random = new Random(7);
        Checksum checksum = Checksum.Of(name);
        int passed = Enumerable.Range(0, texts).Count(_ => checksum.IsValid(random.GetString(alphabet, 9)));
        // Where the last character has fewer values than there are check values, a little less: 10 of 11, 36 of 37.
        double expected = (double)texts / modulus;
        Assert.Equal(modulus, checksum.Modulus);
        Assert.InRange(passed, (expected * 0.9) - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));
    }

    [Theory]
    [InlineData("794", "mod-11-10")] // ISO 7064's own example: 0794 and the check digit 5
    [InlineData("0794", "mod-11-10")]
    public void The_hybrid_system_has_one_check_digit_for_every_number(string number, string scheme)
    {
        int fitting = Enumerable.Range(0, 10).Count(digit => Checksum.Of(scheme).IsValid(number + digit));
        Assert.Equal(1, fitting);
        Assert.True(Checksum.Of(scheme).IsValid("07945"));
    }

    [Fact]
    public void Own_weights_make_the_known_schemes()
    {
        var gtin = new WeightedChecksum([1, 3], 10);
        var isbn = new WeightedChecksum([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11, fromRight: false);
        Assert.True(gtin.IsValid("4006381333931") && gtin.IsValid("73513537") && !gtin.IsValid("73513538"));
        Assert.True(isbn.IsValid("0306406152") && !isbn.IsValid("0306406153"));
        Assert.True(new WeightedChecksum([1], 9, remainder: 3).IsValid("12"));
    }

    [Theory]
    [InlineData(new int[0], 10, 0)]
    [InlineData(new[] { 1 }, 1, 0)]
    [InlineData(new[] { 1 }, 10, 10)]
    [InlineData(new[] { -1 }, 10, 0)]
    public void Weights_that_make_no_checksum_are_refused(int[] weights, int modulus, int remainder) =>
        Assert.Equal(FaultCode.RecipeInvalid, Assert.Throws<FaultException>(() => new WeightedChecksum(weights, modulus, remainder)).Code);

    [Fact]
    public void A_misspelt_scheme_is_refused_with_the_nearest()
    {
        FaultException fault = Assert.Throws<FaultException>(() => Checksum.Of("mod-37"));
        Assert.Contains("mod-37-2", fault.Remedy, StringComparison.Ordinal);
    }
}
