using System.Globalization;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Tests.Golden;
using EdgeVL.Qwen3VL.Video;
using EdgeVL.Qwen3VL.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Video;

public class VideoTests
{
    private static readonly VideoSettings Published = new();

    [Theory]
    [InlineData(300, 30.0, new[] { 0, 16, 31, 47, 63, 79, 94, 110, 126, 142, 157, 173, 189, 205, 220, 236, 252, 268, 283, 299 })]
    [InlineData(150, 25.0, new[] { 0, 14, 27, 41, 54, 68, 81, 95, 108, 122, 135, 149 })]
    [InlineData(48, 24.0, new[] { 0, 16, 31, 47 })]
    [InlineData(10, 30.0, new[] { 0, 3, 6, 9 })]
    [InlineData(7, 2.0, new[] { 0, 1, 2, 3, 4, 5, 6 })]
    [InlineData(3, 30.0, new[] { 0, 1, 2 })]
    [InlineData(1, 30.0, new[] { 0 })]
    public void Frames_are_those_that_the_reference_samples(int frames, double rate, int[] expected) =>
        Assert.Equal(expected, VideoSampling.Indices(frames, rate, Published));

    [Theory]
    [InlineData(300, 30.0, "0.3 1.3 2.4 3.4 4.5 5.5 6.6 7.6 8.7 9.7")]
    [InlineData(150, 25.0, "0.3 1.4 2.4 3.5 4.6 5.7")]
    [InlineData(48, 24.0, "0.3 1.6")]
    [InlineData(10, 30.0, "0.1 0.2")]
    [InlineData(7, 2.0, "0.2 1.2 2.2 3.0")]
    public void Time_stamps_are_those_of_the_reference(int frames, double rate, string expected)
    {
        double[] stamps = VideoSampling.Timestamps(VideoSampling.Indices(frames, rate, Published), rate);
        Assert.Equal(expected, string.Join(' ', stamps.Select(static stamp => stamp.ToString("F1", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void A_given_number_of_frames_is_spread_from_the_first_to_the_last() =>
        Prop.ForAll(
                Gen.Choose(1, 2000).Two().Where(static pair => pair.Item1 <= pair.Item2).ToArbitrary(),
                static pair =>
                {
                    int[] indices = VideoSampling.Spread(pair.Item2, pair.Item1);
                    return indices.Length == pair.Item1
                        && indices[0] == 0
                        && (pair.Item1 == 1 || indices[^1] == pair.Item2 - 1)
                        && indices.Zip(indices.Skip(1)).All(static step => step.First < step.Second);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_video_stops_at_the_most_frames() => Assert.Equal(768, VideoSampling.Indices(100000, 30, Published).Length);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(11, 10)]
    public void Another_number_of_frames_than_the_video_has_is_refused(int wanted, int frames) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoSampling.Spread(frames, wanted));

    [Theory]
    [InlineData(20, 720, 1280, 44, 80)]
    [InlineData(20, 1080, 1920, 52, 92)]
    [InlineData(120, 720, 1280, 20, 38)]
    [InlineData(768, 720, 1280, 8, 14)]
    [InlineData(16, 360, 640, 22, 40)]
    [InlineData(21, 720, 1280, 44, 80)]
    public void The_size_of_the_frames_is_that_of_the_reference(int frames, int height, int width, int rows, int columns) =>
        Assert.Equal(new PatchGrid(rows, columns), new VideoPreprocessor(Published).Measure(new PixelSize(width, height), frames));

    [Fact]
    public void Frames_below_one_token_are_scaled_up_first() =>
        Assert.Equal(new PatchGrid(2, 4), new VideoPreprocessor(Published).Measure(new PixelSize(20, 10), 2));

    [Fact]
    public void One_frame_is_too_short_a_video()
    {
        FaultException fault = Assert.Throws<FaultException>(() => new VideoPreprocessor(Published).Measure(new PixelSize(640, 480), 1));
        Assert.Equal(FaultCode.PictureUnreadable, fault.Code);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_last_frame_fills_up_an_incomplete_temporal_patch(int count)
    {
        var videos = new VideoPreprocessor(Published);
        var grid = new PatchGrid(2, 2);
        float[] patches = Patches(videos, grid, count);
        float[] repeated = Patches(videos, grid, count, lastAgain: true);
        Assert.Equal(((count + 1) / 2) * 4 * 1536, patches.Length);
        Assert.Equal(repeated, patches);
    }

    [Fact]
    public void Each_frame_is_one_slice_of_its_temporal_patch()
    {
        var videos = new VideoPreprocessor(Published);
        float[] patches = Patches(videos, new PatchGrid(2, 2), 4);
        for (int patch = 0; patch < 8; patch++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                int start = (patch * 1536) + (channel * 512);
                Assert.Equal(Value(2 * (patch / 4)), patches[start]);
                Assert.Equal(Value((2 * (patch / 4)) + 1), patches[start + 256]);
            }
        }
    }

    [Fact]
    public void Settings_are_read_from_the_checkpoint()
    {
        VideoSettings settings = VideoSettings.Read(GoldenFolder.Path("tiny", "video_preprocessor_config.json"));
        Assert.Equal(new PixelBudget(4096, 262144), settings.Frames.Budget);
        Assert.Equal(2, settings.FramesPerSecond);
        Assert.Equal(4, settings.MinFrames);
        Assert.Equal(768, settings.MaxFrames);
    }

    private static float[] Patches(VideoPreprocessor videos, PatchGrid grid, int count, bool lastAgain = false)
    {
        int total = lastAgain && count % 2 == 1 ? count + 1 : count;
        float[] patches = new float[videos.ValueCount(grid, total)];
        for (int i = 0; i < total; i++)
        {
            byte[] pixels = new byte[32 * 32 * 3];
            pixels.AsSpan().Fill((byte)(10 * Math.Min(i, count - 1)));
            videos.WriteFrame(new PixelView(pixels, 32, 32, 96, PixelOrder.Rgb), i, total, grid, patches);
        }

        return patches;
    }

    private static float Value(int frame) => ((10 * frame / 255f) - 0.5f) / 0.5f;
}
