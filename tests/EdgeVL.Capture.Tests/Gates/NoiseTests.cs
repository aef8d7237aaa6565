using EdgeVL.Capture.Gates;

namespace EdgeVL.Capture.Tests.Gates;

public sealed class NoiseTests
{
    [Theory]
    [InlineData(0.5)] // rounding to 8 bits adds a twelfth of a DN²
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void The_noise_of_a_plain_picture_is_found(double sigma)
    {
        double expected = Math.Sqrt((sigma * sigma) + (1.0 / 12));
        Assert.InRange(Scene.Plain(120).Measured(sigma).Noise, 0.94 * expected, 1.06 * expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Print_does_not_count_as_noise(double sigma) =>
        Assert.InRange(Scene.Print().Measured(sigma).Noise, 0.9 * sigma, 1.15 * sigma);

    [Fact]
    public void A_slope_is_no_noise()
    {
        byte[] ramp = new byte[Scene.Width * Scene.Height * 3];
        for (int i = 0; i < ramp.Length; i++)
        {
            ramp[i] = (byte)(i / 3 % Scene.Width / 4);
        }

        Assert.InRange(Scene.Measure(ramp).Noise, 0, 0.2);
    }

    [Fact]
    public void After_compression_it_is_a_lower_bound()
    {
        byte[] jpeg = ImageEncoder.Jpeg(Scene.Plain(120).Capture(4), Scene.Width, Scene.Height, 85);
        using Frame frame = StillImage.Decode(jpeg, "plain");
        Assert.InRange(new GateMeter().Measure(BgrView.Of(frame), Scene.Whole).Noise, 0, 4);
    }

    [Fact]
    public void Two_pictures_of_a_still_scene_differ_by_their_noise_and_a_copy_by_nothing()
    {
        var meter = new GateMeter();
        meter.Measure(new BgrView(Scene.Print().Capture(3, seed: 1), Scene.Width, Scene.Height), Scene.Whole);
        byte[] second = Scene.Print().Capture(3, seed: 2);
        GateReadings live = meter.Measure(new BgrView(second, Scene.Width, Scene.Height), Scene.Whole),
            copy = meter.Measure(new BgrView(second, Scene.Width, Scene.Height), Scene.Whole);
        Assert.InRange(live.Likeness!.Value, 0.9, 1.1);
        Assert.Equal(0, copy.Likeness);
    }
}
