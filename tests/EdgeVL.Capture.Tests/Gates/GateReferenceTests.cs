using EdgeVL.Capture.Gates;

namespace EdgeVL.Capture.Tests.Gates;

public sealed class GateReferenceTests
{
    private static readonly GateLimits OneGolden = Limits(1);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Other_print_in_the_same_place_passes(int seed) => Assert.Empty(Codes(Scene.Print(seed), OneGolden));

    [Fact]
    public void Half_the_light_passes() => Assert.Empty(Codes(Scene.Print().Map(static value => value / 2), OneGolden));

    [Fact]
    public void Half_a_pixel_of_defocus_passes_and_two_do_not()
    {
        Assert.Empty(Codes(Scene.Print().Defocused(0.5), OneGolden));
        Assert.Equal([GateCode.Blurred], Codes(Scene.Print().Defocused(2), OneGolden));
    }

    [Fact]
    public void A_smear_is_called_by_its_name() =>
        Assert.Equal([GateCode.Smeared], Codes(Scene.Print().Smeared(8, across: true), OneGolden));

    [Fact]
    public void A_tenth_of_the_contrast_is_too_little() =>
        Assert.Equal([GateCode.LowContrast], Codes(Scene.Print().Contrast(0.3f), OneGolden));

    [Fact]
    public void A_plain_place_is_empty() => Assert.Contains(GateCode.Empty, Codes(Scene.Plain(200), OneGolden));

    [Fact]
    public void Four_times_the_noise_is_noisy() =>
        Assert.Contains(GateCode.Noisy, GateJudge.Judge(Scene.Print().Measured(noise: 6), OneGolden).Refusals.Select(static r => r.Code));

    [Fact]
    public void A_blur_of_one_half_of_the_print_is_seen_in_its_tiles()
    {
        byte[] sharp = Scene.Print().Capture(),
            soft = Scene.Print().Defocused(2).Capture();
        for (int y = 0; y < Scene.Height; y++)
        {
            soft.AsSpan(y * 1920, 960).CopyTo(sharp.AsSpan(y * 1920));
        }

        var meter = new GateMeter();
        GateReadings readings = meter.Measure(new BgrView(sharp, Scene.Width, Scene.Height), Scene.Whole);
        Assert.True(readings.Sharpness!.Value.RelativeTo(OneGolden.Sharpness!.Golden).Least > OneGolden.Sharpness.MinShare);
        Assert.Equal(GateCode.Blurred, Assert.Single(GateJudge.Judge(readings, OneGolden, meter.Tiles).Refusals).Code);
    }

    [Fact]
    public void Many_alike_golden_pictures_make_stricter_limits_than_one()
    {
        GateLimits ten = Limits([.. Enumerable.Repeat(1, 10)]);
        Assert.Equal(0.5, OneGolden.Sharpness!.MinShare);
        Assert.InRange(ten.Sharpness!.MinShare, 0.8, 1);
        Assert.True(ten.Exposure.MinContrast > OneGolden.Exposure.MinContrast);
    }

    [Fact]
    public void A_readable_share_that_was_tried_is_taken_when_it_is_stricter()
    {
        GoldenReading golden = Golden(Scene.Print(), 1);
        Assert.Equal(0.7, GateReference.Limits([golden], GateLimits.Default, readableShare: 0.7).Sharpness!.MinShare);
        Assert.Equal(0.5, GateReference.Limits([golden], GateLimits.Default, readableShare: 0.2).Sharpness!.MinShare);
    }

    [Fact]
    public void No_golden_picture_is_refused_however_they_differ()
    {
        Scene print = Scene.Print();
        Scene[] scenes =
        [
            print,
            print.Map(static value => value / 4),
            print.Defocused(1.5),
            Scene.Print(2),
            print.Map(static value => value / 8),
        ];
        GateLimits limits = GateReference.Limits([.. scenes.Select(Golden)], GateLimits.Default);
        for (int i = 0; i < scenes.Length; i++)
        {
            Assert.True(GateJudge.Judge(Golden(scenes[i], i).Readings, limits).Passes, $"golden {i}");
        }
    }

    [Fact]
    public void Limits_are_never_below_the_recipes_own()
    {
        GateLimits floor = GateLimits.Default with
        {
            Exposure = new ExposureLimits { MinBrightness = 0.2, MinContrast = 0.6 },
        };
        GateLimits limits = GateReference.Limits([Golden(Scene.Print(), 1)], floor);
        Assert.Equal((0.2, 0.6), (limits.Exposure.MinBrightness, limits.Exposure.MinContrast));
    }

    [Fact]
    public void Golden_pictures_of_different_steps_or_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => GateReference.Limits([], GateLimits.Default));
        GoldenReading golden = Golden(Scene.Print(), 1);
        GoldenReading other = golden with { Readings = golden.Readings with { Step = 2 } };
        Assert.Throws<ArgumentException>(() => GateReference.Limits([golden, other], GateLimits.Default));
        Assert.Throws<ArgumentException>(() => GateJudge.Judge(other.Readings, OneGolden));
    }

    [Fact]
    public void The_tolerance_factor_keeps_its_promise()
    {
        // 95 % of the limits that five normal values give lie below the 5th percentile of their kind.
        var random = new Random(3);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        foreach (int count in (int[])[2, 5, 10, 30])
        {
            const int draws = 20_000;
            int kept = 0;
            for (int draw = 0; draw < draws; draw++)
            {
                double[] values = [.. Enumerable.Range(0, count).Select(_ => Normal())];
                double mean = values.Average(),
                    deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (count - 1));
                kept += mean - (ToleranceFactor.Of(count)!.Value * deviation) <= -1.6449 ? 1 : 0;
            }

            Assert.InRange((double)kept / draws, 0.944, 0.956);
        }

        Assert.Null(ToleranceFactor.Of(1));
    }

    private static string[] Codes(Scene scene, GateLimits limits)
    {
        var meter = new GateMeter();
        GateReadings readings = meter.Measure(new BgrView(scene.Capture(1, 77), Scene.Width, Scene.Height), Scene.Whole);
        return [.. GateJudge.Judge(readings, limits, meter.Tiles).Refusals.Select(static reason => reason.Code)];
    }

    private static GateLimits Limits(params int[] prints) =>
        GateReference.Limits([.. prints.Select((print, i) => Golden(Scene.Print(print), i))], GateLimits.Default);

    private static GoldenReading Golden(Scene scene, int seed)
    {
        var meter = new GateMeter();
        GateReadings readings = meter.Measure(new BgrView(scene.Capture(1, seed), Scene.Width, Scene.Height), Scene.Whole);
        return new GoldenReading(readings, meter.Tiles.ToArray());
    }
}
