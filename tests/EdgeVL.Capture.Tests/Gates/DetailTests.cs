using EdgeVL.Capture.Gates;

namespace EdgeVL.Capture.Tests.Gates;

/// <summary>Detail of a picture that is compared with none, at the scale that the model sees.</summary>
public sealed class DetailTests
{
    [Theory]
    [InlineData(2.0, 2.0)] // one ideal edge: large print
    [InlineData(2.3, 7.0)] // print that is finer in one direction
    [InlineData(1.8, 2.2)]
    public void Sharp_print_of_any_size_passes(double level, double upright) => Assert.Empty(Codes(level, upright));

    [Theory]
    [InlineData(1.6, 1.7)]
    [InlineData(1.3, 1.35)]
    public void Print_without_detail_is_blurred(double level, double upright) => Assert.Equal([GateCode.Blurred], Codes(level, upright));

    [Theory]
    [InlineData(1.3, 4.0)]
    [InlineData(4.0, 1.9)]
    public void Detail_that_is_missing_in_one_direction_is_smeared(double level, double upright) =>
        Assert.Equal([GateCode.Smeared], Codes(level, upright));

    [Fact]
    public void A_picture_without_edges_is_no_matter_of_detail() => Assert.Empty(Codes(sharpness: null));

    private static string[] Codes(double level, double upright) => Codes(new DirectionalSharpness(level, level, upright, level));

    private static string[] Codes(DirectionalSharpness? sharpness)
    {
        var readings = new GateReadings
        {
            Step = 2,
            P2 = 20,
            P98 = 200,
            Sharpness = sharpness,
        };
        return [.. GateJudge.Judge(readings, GateLimits.Default).Refusals.Select(static reason => reason.Code)];
    }
}
