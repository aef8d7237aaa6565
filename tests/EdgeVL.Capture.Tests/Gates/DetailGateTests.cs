using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Tests.Gates;

public class DetailGateTests
{
    [Theory]
    [InlineData(1, 1.3, null)]
    [InlineData(1, 1.2, GateCode.Blurred)]
    [InlineData(2, 1.8, null)]
    [InlineData(2, 1.6, GateCode.Blurred)]
    public void Without_golden_pictures_a_picture_needs_the_detail_of_a_sharp_edge(int step, double detail, string? code) =>
        Assert.Equal(code, CodeOf(step, new DirectionalSharpness(detail, detail, detail, detail)));

    [Theory]
    [InlineData(2, 2.1, 4.9, GateCode.Smeared)]
    [InlineData(2, 2.1, 3.5, null)]
    [InlineData(2, 2.3, 6, null)]
    [InlineData(1, 1.5, 3, GateCode.Smeared)]
    public void Detail_in_one_direction_alone_is_a_smear(int step, double least, double across, string? code) =>
        Assert.Equal(code, CodeOf(step, new DirectionalSharpness(least, least, across, across)));

    [Fact]
    public void A_picture_without_edges_has_no_detail_to_judge() => Assert.Null(CodeOf(2, null));

    private static string? CodeOf(int step, DirectionalSharpness? sharpness)
    {
        var readings = new GateReadings
        {
            Width = 640,
            Height = 480,
            Step = step,
            P98 = 200,
            P2 = 20,
            Sharpness = sharpness,
        };
        IReadOnlyList<Reason> refusals = GateJudge.Judge(readings, GateLimits.Default).Refusals;
        return refusals.Count == 0 ? null : Assert.Single(refusals).Code;
    }
}
