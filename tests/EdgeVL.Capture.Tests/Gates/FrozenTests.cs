using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Tests.Gates;

public sealed class FrozenTests
{
    private static readonly PixelBox Region = new(0, 0, 32, 32);
    private readonly GateMeter meter = new();

    [Fact]
    public void A_live_camera_never_repeats_a_picture()
    {
        for (int frame = 0; frame < 50; frame++)
        {
            GateReadings readings = Show(frame);
            Assert.Equal((0, 0, 0), (readings.Repeats, readings.RepeatDistance, readings.LoopRun));
        }
    }

    [Fact]
    public void A_frozen_camera_is_seen_at_the_first_repeat()
    {
        Show(1);
        GateReadings first = Show(1),
            second = Show(1);
        Assert.Equal((1, 2), (first.Repeats, second.Repeats));
        Assert.Equal(GateCode.Frozen, Assert.Single(Judged(first)));
        Assert.Equal(0, Show(2).Repeats);
    }

    [Fact]
    public void A_loop_is_seen_in_its_second_round_and_judged_only_where_a_recipe_says_so()
    {
        for (int frame = 0; frame < 30; frame++)
        {
            Show(frame % 10);
        }

        GateReadings readings = Show(0);
        Assert.Equal((10, 21), (readings.RepeatDistance, readings.LoopRun));
        Assert.Empty(Judged(readings));
        GateLimits strict = GateLimits.Default with { Repeats = new RepeatLimits { LoopAfter = 3 } };
        Assert.Equal(GateCode.Looped, Assert.Single(GateJudge.Judge(readings, strict).Refusals).Code);
    }

    [Fact]
    public void A_thousand_frames_are_remembered_and_no_more()
    {
        for (int frame = 0; frame < 1024; frame++)
        {
            Show(frame);
        }

        Assert.Equal(1024, Show(0).RepeatDistance);
        Assert.Equal(0, Show(0x10000).RepeatDistance);
        Assert.Equal(0, Show(1).RepeatDistance); // 1,025 frames ago
    }

    [Fact]
    public void One_bit_of_one_pixel_makes_a_fresh_picture()
    {
        byte[] picture = Picture(1);
        Measure(picture);
        foreach (int at in (int[])[0, 1, 7, 64, 1000, picture.Length - 1])
        {
            picture[at] ^= 1;
            Assert.Equal(0, Measure(picture).RepeatDistance);
        }
    }

    [Fact]
    public void What_changes_outside_the_region_does_not_count()
    {
        byte[] picture = new byte[64 * 64 * 3];
        new Random(1).NextBytes(picture);
        var box = new PixelBox(0, 0, 32, 32);
        meter.Measure(new BgrView(picture, 64, 64), box);
        picture[^1] ^= 255; // a clock in the corner
        Assert.Equal(1, meter.Measure(new BgrView(picture, 64, 64), box).Repeats);
    }

    [Fact]
    public void Another_region_or_a_gap_starts_anew()
    {
        Show(1);
        meter.Forget();
        Assert.Equal(0, Show(1).Repeats);
        byte[] larger = new byte[48 * 48 * 3];
        GateReadings other = meter.Measure(new BgrView(larger, 48, 48), new PixelBox(0, 0, 48, 48));
        Assert.Equal((0, (double?)null), (other.Repeats, other.Difference));
    }

    [Fact]
    public void A_copy_that_was_compressed_anew_only_warns()
    {
        var limits = GateLimits.Default with
        {
            Repeats = new RepeatLimits { MinLikeness = 0.35, Noise = 3 },
        };
        Scene scene = Scene.Print();
        var camera = new GateMeter();
        byte[] frozen = scene.Capture(3);
        GateJudgement copy = default,
            live = default;
        for (int round = 0; round < 2; round++)
        {
            using Frame frame = StillImage.Decode(ImageEncoder.Jpeg(frozen, Scene.Width, Scene.Height, 90), "frozen");
            copy = GateJudge.Judge(camera.Measure(BgrView.Of(frame), Scene.Whole), limits);
            frozen = frame.Pixels.ToArray();
        }

        foreach (int seed in (int[])[2, 3])
        {
            live = GateJudge.Judge(camera.Measure(new BgrView(scene.Capture(3, seed), Scene.Width, Scene.Height), Scene.Whole), limits);
        }

        Assert.True(copy.Passes && live.Passes);
        Assert.Equal(GateCode.Frozen, Assert.Single(copy.Warnings).Code);
        Assert.Empty(live.Warnings);
    }

    private static IEnumerable<string> Judged(GateReadings readings) =>
        GateJudge.Judge(readings, GateLimits.Default).Refusals.Select(static reason => reason.Code);

    private GateReadings Show(int picture) => Measure(Picture(picture));

    private GateReadings Measure(byte[] picture) => meter.Measure(new BgrView(picture, 32, 32), Region);

    private static byte[] Picture(int seed)
    {
        byte[] picture = new byte[32 * 32 * 3];
        new Random(seed).NextBytes(picture);
        for (int i = 0; i < picture.Length; i++)
        {
            picture[i] = (byte)((picture[i] / 64) + (i / 3 % 32 < 16 ? 20 : 200)); // half dark, half bright, two bits of noise
        }

        return picture;
    }
}
