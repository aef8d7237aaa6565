using System.Reflection;
using EdgeVL.Capture.Gates;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Checksums;

namespace EdgeVL.Daemon.Tests.Rules;

/// <summary>What <c>docs/trust.md</c> lists is what there is.</summary>
public sealed class TrustDocumentTests
{
    private static readonly string Text = File.ReadAllText(Repository.At("docs/trust.md"));

    [Fact]
    public void Every_reason_code_is_listed()
    {
        string list = Text[Text.IndexOf("## Reason codes", StringComparison.Ordinal)..];
        IEnumerable<string> codes = Constants(typeof(GateCode)).Concat(Constants(typeof(RuleCode)));
        Assert.All(codes, code => Assert.Contains($"`{code}`", list, StringComparison.Ordinal));
    }

    [Fact]
    public void No_two_codes_are_the_same() => Assert.Distinct(Constants(typeof(GateCode)).Concat(Constants(typeof(RuleCode))));

    [Fact]
    public void Every_checksum_is_listed() =>
        Assert.All(Checksum.Names, name => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal));

    [Theory]
    [InlineData("P98/255 < 0.05")]
    [InlineData("C < 0.012")]
    [InlineData("CNR < 5")]
    [InlineData("clipped > 0.15 and C < 0.065")]
    public void The_default_limits_are_those_of_the_table(string limit)
    {
        var usual = new ExposureLimits();
        Assert.Equal(
            (0.05, 0.012, 5, 0.15, 0.065),
            (usual.MinBrightness, usual.MinContrast, usual.MinContrastToNoise, usual.MaxClipped, usual.ClippedContrast)
        );
        Assert.Contains(limit, Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!);
}
