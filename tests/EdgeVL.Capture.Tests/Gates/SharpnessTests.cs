using EdgeVL.Capture.Gates;

namespace EdgeVL.Capture.Tests.Gates;

/// <summary>R tells how sharp print is, and nothing else.</summary>
public sealed class SharpnessTests
{
    private static readonly Scene Print = Scene.Print();
    private static readonly DirectionalSharpness Sharp = R(Print.Measured());

    public static TheoryData<double, double, double> Exposures =>
        new()
        {
            { 0.5, 0, 1 },
            { 0.25, 30, 1 },
            { 0.15, 5, 0.5 },
            { 0.5, 90, 2 },
        };

    [Theory]
    [MemberData(nameof(Exposures))]
    public void Gain_offset_and_noise_do_not_change_it(double gain, double offset, double noise)
    {
        Scene scene = Print.Map(value => (float)((value * gain) + offset));
        DirectionalSharpness share = R(scene.Measured(noise)).RelativeTo(Sharp);
        Assert.InRange(share.Least, 0.88, 1.12); // -11 % was seen at a tenth of the contrast
    }

    [Fact]
    public void Each_pixel_of_defocus_takes_more_of_it()
    {
        double[] shares = [.. ((double[])[0.5, 1, 2, 3]).Select(sigma => R(Print.Defocused(sigma).Measured()).RelativeTo(Sharp).Least)];
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.InRange(shares[0], 0.7, 1);
        Assert.InRange(shares[1], 0.4, 0.65);
        Assert.InRange(shares[2], 0.05, 0.3);
        Assert.InRange(shares[3], 0, 0.15);
    }

    [Fact]
    public void Noise_does_not_make_a_blurred_picture_sharp()
    {
        // The variance of a Laplacian calls this picture sharper than the same one without noise.
        DirectionalSharpness blurred = R(Print.Defocused(3).Measured(noise: 8)).RelativeTo(Sharp);
        Assert.InRange(blurred.Least, 0, 0.3);
    }

    [Fact]
    public void Compression_keeps_it()
    {
        byte[] jpeg = ImageEncoder.Jpeg(Print.Capture(), Scene.Width, Scene.Height, 50);
        using Frame frame = StillImage.Decode(jpeg, "print");
        GateReadings readings = new GateMeter().Measure(BgrView.Of(frame), Scene.Whole);
        Assert.InRange(R(readings).RelativeTo(Sharp).Least, 0.8, 1.2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_smear_takes_the_detail_along_it_only(bool across)
    {
        DirectionalSharpness share = R(Print.Smeared(8, across).Measured()).RelativeTo(Sharp);
        (double along, double against) = across ? (share.R0, share.R90) : (share.R90, share.R0);
        Assert.True(along < 0.5, $"{share}");
        Assert.True(against > 0.7, $"{share}");
        Assert.True(share.Anisotropy >= 2, $"{share}");
    }

    [Fact]
    public void A_defocus_takes_it_in_all_directions() => Assert.True(R(Print.Defocused(1.2).Measured()).RelativeTo(Sharp).Anisotropy < 2);

    [Fact]
    public void A_direction_without_edges_is_not_judged_and_one_that_lost_them_is()
    {
        Scene bars = Scene.Bars(); // upright edges only
        DirectionalSharpness sharp = R(bars.Measured());
        Assert.True(double.IsNaN(sharp.R90) && sharp.R0 > 1, $"{sharp}");
        Assert.InRange(R(bars.Measured(seed: 2)).RelativeTo(sharp).Least, 0.9, 1.1);
        Assert.Equal(0, sharp.RelativeTo(Sharp).R90);
        Assert.True(double.IsNaN(Sharp.RelativeTo(sharp).R90));
    }

    [Fact]
    public void A_plain_picture_has_none_however_noisy()
    {
        Assert.Null(Scene.Plain(120).Measured(noise: 8).Sharpness);
        Assert.Equal(0, Scene.Plain(0).Measured(noise: 0).EdgeShare);
        Assert.Equal(0, Scene.Plain(255).Measured(noise: 0).EdgeShare);
    }

    [Fact]
    public void At_the_models_scale_a_defocus_that_the_model_cannot_see_is_none()
    {
        byte[] sharp = Print.Capture(),
            soft = Print.Defocused(1).Capture();
        double full = R(At(soft, 1)).RelativeTo(R(At(sharp, 1))).Least,
            quarter = R(At(soft, 4)).RelativeTo(R(At(sharp, 4))).Least;
        Assert.True(full < 0.65 && quarter > 0.8, $"{full} {quarter}");
    }

    private static GateReadings At(byte[] picture, int step) =>
        new GateMeter().Measure(new BgrView(picture, Scene.Width, Scene.Height), Scene.Whole, step);

    private static DirectionalSharpness R(GateReadings readings) => Assert.NotNull(readings.Sharpness);
}
