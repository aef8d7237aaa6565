using EdgeVL.Capture.Gates;
using EdgeVL.Capture.Gates.View;

namespace EdgeVL.Capture.Tests.Gates;

public sealed class ViewCheckTests
{
    private static readonly Scene View = Scene.Print();
    private readonly ViewCheck check = new(new BgrView(View.Capture(2), Scene.Width, Scene.Height), everyNth: 3);

    [Fact]
    public void The_same_view_is_known_through_noise_and_bad_light()
    {
        foreach (Scene scene in (Scene[])[View, View.Map(static value => value * 0.2f), View.Map(static value => (value / 2) + 90)])
        {
            ViewReading reading = Compare(scene);
            Assert.InRange(reading.Response, 0.8, 1.1);
            Assert.Equal(0, reading.Lost);
            Assert.True(GateJudge.Judge(reading, new ViewLimits()).Passes);
        }

        Assert.InRange(Compare(View, noise: 8).Response, 0.6, 1.1);
    }

    [Theory]
    [InlineData(8, 4)]
    [InlineData(-22, 13)]
    [InlineData(5, -40)]
    [InlineData(60, 0)]
    public void A_shift_is_found_to_a_pixel_and_a_half(int right, int down)
    {
        ViewReading reading = Compare(View.Shifted(right, down));
        Assert.True(reading.ShiftIsKnown);
        Assert.InRange(reading.ShiftX, right - 1.5, right + 1.5);
        Assert.InRange(reading.ShiftY, down - 1.5, down + 1.5);
    }

    [Fact]
    public void A_shift_beyond_half_the_margin_has_its_reason_and_its_blocks_are_not_lost()
    {
        ViewReading reading = Compare(View.Shifted(30, 12));
        Assert.Equal(GateCode.ViewMoved, Assert.Single(GateJudge.Judge(reading, new ViewLimits()).Refusals).Code);
        Assert.InRange(reading.Lost, 0, 0.2);
        Assert.Empty(GateJudge.Judge(Compare(View.Shifted(8, 4)), new ViewLimits()).Refusals);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void A_covered_lens_is_occluded(double share)
    {
        GateJudgement judgement = GateJudge.Judge(Compare(View.Covered(share)), new ViewLimits());
        Assert.Equal(GateCode.Occluded, Assert.Single(judgement.Refusals).Code);
    }

    [Fact]
    public void Another_scene_has_no_shift_that_is_believed()
    {
        ViewReading other = Compare(Scene.Print(9).Smeared(60, across: false));
        Assert.False(other.ShiftIsKnown);
        Assert.InRange(other.Lost, 0.5, 1);
    }

    [Fact]
    public void A_picture_of_another_size_is_compared_all_the_same()
    {
        byte[] picture = View.Capture(2);
        byte[] half = new byte[320 * 240 * 3];
        for (int i = 0; i < 320 * 240; i++)
        {
            int from = ((i / 320 * 2 * 640) + (i % 320 * 2)) * 3;
            picture.AsSpan(from, 3).CopyTo(half.AsSpan(3 * i));
        }

        ViewReading reading = check.Compare(new BgrView(half, 320, 240));
        Assert.InRange(reading.Response, 0.7, 1.1);
        Assert.InRange(reading.Shift, 0, 0.01);
        Assert.InRange(new ViewCheck(new BgrView(half, 32, 24)).Compare(new BgrView(half, 32, 24)).Response, 0.99, 1.1);
    }

    [Fact]
    public void One_frame_in_three_is_looked_at()
    {
        byte[] picture = View.Capture(2);
        bool[] looked = [.. Enumerable.Range(0, 7).Select(_ => check.Look(new BgrView(picture, Scene.Width, Scene.Height)) is not null)];
        Assert.Equal([true, false, false, true, false, false, true], looked);
    }

    [Fact]
    public void The_transform_comes_back_to_its_picture()
    {
        var random = new Random(1);
        var picture = new FloatMatrix(SmallPicture.Height, SmallPicture.Width);
        for (int i = 0; i < picture.Values.Length; i++)
        {
            picture.Values[i] = random.NextSingle();
        }

        float[] before = [.. picture.Values];
        var spectrum = new FloatMatrix(SmallSpectrum.Rows, SmallSpectrum.Columns);
        var transform = new SmallSpectrum();
        transform.Forward(picture, spectrum);
        Assert.Equal(before.Sum(static value => (double)value), spectrum[0, 0], 0.05);
        transform.Inverse(spectrum, picture);
        Assert.All(before.Zip(picture.Values), static pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    private ViewReading Compare(Scene scene, double noise = 2) =>
        check.Compare(new BgrView(scene.Capture(noise, seed: 5), Scene.Width, Scene.Height));
}
