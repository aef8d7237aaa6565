using System.Text.Json;
using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Tests.Gates;

/// <summary>What a recipe without golden pictures refuses. The limits were chosen on <c>trust/fit</c>, not on the frames of these tests.</summary>
public sealed class DefaultGatesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("black.png", GateCode.Dark)]
    [InlineData("night.png", GateCode.Dark)]
    [InlineData("white.png", GateCode.Overexposed)]
    [InlineData("overexposed.png", GateCode.Overexposed)]
    public void A_picture_that_shows_nothing_is_refused(string file, string code) =>
        Assert.Contains(Judged(SampleFolder.At("unreadable", file)).Refusals, reason => reason.Code == code);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Noise_without_a_picture_is_refused_at_any_gain(double noise) =>
        Assert.False(GateJudge.Judge(Scene.Plain(100).Measured(noise), GateLimits.Default).Passes);

    [Fact]
    public void Labelled_frames_pass_at_every_lighting() => AssertKept(SampleFolder.Root, every: 1, share: 1);

    [Fact]
    public void Frames_that_nobody_chose_limits_on_pass_at_every_lighting() =>
        AssertKept(SampleFolder.At("trust", "test"), every: 8, share: 0.95);

    [Fact]
    public void White_paper_is_not_overexposed()
    {
        GateReadings paper = Scene.Print().Map(static value => value > 150 ? 255 : value).Measured();
        Assert.True(paper.ClippedHigh > 0.7);
        Assert.True(GateJudge.Judge(paper, GateLimits.Default).Passes);
    }

    [Fact]
    public void A_reason_tells_value_and_limit_and_all_reasons_are_told()
    {
        GateJudgement night = Judged(SampleFolder.At("unreadable", "night.png"));
        Assert.Equal([GateCode.Dark, GateCode.LowContrast], night.Refusals.Select(static reason => reason.Code));
        Assert.Equal("0.05", night.Refusals[0].Limit!.ToJsonString());
        Assert.InRange(night.Refusals[0].Value!.GetValue<double>(), 0, 0.03);
        Assert.InRange(night.Margin, 0, 0.99);
    }

    private void AssertKept(string folder, int every, double share)
    {
        using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "truth.json")));
        var frames = truth
            .RootElement.EnumerateArray()
            .Where((row, i) => i % every == 0 && row.GetProperty("labels").GetArrayLength() > 0)
            .Select(row => (Light: row.GetProperty("lighting").GetString()!, File: row.GetProperty("image").GetString()!))
            .Select(frame => (frame.Light, frame.File, Judgement: Judged(Path.Combine(folder, frame.File))))
            .ToArray();
        foreach (var light in frames.GroupBy(static frame => frame.Light))
        {
            string[] refused = [.. light.Where(static frame => !frame.Judgement.Passes).Select(static frame => frame.File)];
            output.WriteLine($"{light.Key}: {refused.Length} of {light.Count()} refused {string.Join(' ', refused)}");
            Assert.True(refused.Length <= (1 - share) * light.Count(), $"{light.Key}: {string.Join(' ', refused)}");
        }
    }

    private static GateJudgement Judged(string file)
    {
        using Frame frame = StillImage.Load(file);
        var region = new PixelBox(0, 0, frame.Width, frame.Height);
        return GateJudge.Judge(new GateMeter().Measure(BgrView.Of(frame), region), GateLimits.Default);
    }
}
