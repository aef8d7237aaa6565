using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Tests.Golden;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Vision;

public class PatchWriterTests
{
    private static readonly PreprocessorSettings Published = new();

    [Fact]
    public void Patches_come_in_merge_order()
    {
        (int, int)[] expected =
        [
            (0, 0),
            (0, 1),
            (1, 0),
            (1, 1),
            (0, 2),
            (0, 3),
            (1, 2),
            (1, 3),
            (0, 4),
            (0, 5),
            (1, 4),
            (1, 5),
            (2, 0),
            (2, 1),
            (3, 0),
            (3, 1),
            (2, 2),
            (2, 3),
            (3, 2),
            (3, 3),
            (2, 4),
            (2, 5),
            (3, 4),
            (3, 5),
        ];
        var grid = new PatchGrid(4, 6);
        Assert.Equal(expected, Enumerable.Range(0, 24).Select(grid.Place));
    }

    [Theory]
    [InlineData(16, 2, 2)]
    [InlineData(14, 2, 2)]
    [InlineData(16, 2, 1)]
    [InlineData(8, 3, 4)]
    public void Every_value_is_the_pixel_that_the_reference_puts_there(int side, int temporal, int merge)
    {
        PreprocessorSettings settings = Published with { PatchSize = side, TemporalPatchSize = temporal, MergeSize = merge };
        var grid = new PatchGrid(2 * merge, 3 * merge, merge);
        PixelView picture = Noise(grid.Columns * side, grid.Rows * side);
        float[] patches = new float[grid.PatchCount * settings.PatchLength];
        new PatchWriter(settings).Write(picture, grid, 0, temporal, patches);

        for (int value = 0; value < patches.Length; value++)
        {
            (int patch, int inside) = Math.DivRem(value, settings.PatchLength);
            (int channel, int rest) = Math.DivRem(inside, temporal * side * side);
            (int y, int x) = Math.DivRem(rest % (side * side), side);
            (int row, int column) = grid.Place(patch);
            byte source = picture.Row((row * side) + y)[(3 * ((column * side) + x)) + channel];
            Assert.Equal(((float)(source * (1 / 255.0)) - 0.5f) / 0.5f, patches[value]);
        }
    }

    [Fact]
    public void The_two_frames_of_a_still_picture_are_equal()
    {
        float[] patches = Patches(Noise(64, 32), new PatchGrid(2, 4), Published);
        for (int start = 0; start < patches.Length; start += 512)
        {
            Assert.Equal(patches[start..(start + 256)], patches[(start + 256)..(start + 512)]);
        }
    }

    [Fact]
    public void Blue_first_and_red_first_give_the_same_patches()
    {
        PixelView rgb = Noise(64, 64);
        byte[] turned = [.. rgb.Pixels.ToArray().Chunk(3).SelectMany(static pixel => pixel.Reverse())];
        var bgr = new PixelView(turned, 64, 64, 192, PixelOrder.Bgr);
        Assert.Equal(Patches(rgb, new PatchGrid(4, 4), Published), Patches(bgr, new PatchGrid(4, 4), Published));
    }

    [Fact]
    public void Other_means_and_deviations_give_the_same_values_with_and_without_vectors()
    {
        PreprocessorSettings settings = Published with
        {
            Mean = [0.48145466f, 0.4578275f, 0.40821073f],
            StandardDeviation = [0.26862954f, 0.26130258f, 0.27577711f],
        };
        byte[] pixels = [.. Enumerable.Range(0, 32 * 32 * 3).Select(static i => (byte)(i / 3))];
        float[] patches = Patches(new PixelView(pixels, 32, 32, 96, PixelOrder.Rgb), new PatchGrid(2, 2), settings);
        for (int i = 0; i < 256; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                float expected =
                    ((float)(pixels[(32 * (i / 16) * 3) + (i % 16 * 3)] * (1 / 255.0)) - settings.Mean[channel])
                    / settings.StandardDeviation[channel];
                Assert.Equal(expected, patches[(channel * 512) + i]);
            }
        }
    }

    [Fact]
    public void The_first_values_of_the_demo_picture_are_those_of_the_model_card()
    {
        byte[] pixels = new byte[32 * 32 * 3];
        ((ReadOnlySpan<byte>)[181, 0, 0, 181, 0, 0, 182]).CopyTo(pixels);
        float[] patches = Patches(new PixelView(pixels, 32, 32, 96, PixelOrder.Rgb), new PatchGrid(2, 2), Published);
        Assert.Equal(0.4196f, patches[0], 1e-4f);
        Assert.Equal(0.4196f, patches[1], 1e-4f);
        Assert.Equal(0.4275f, patches[2], 1e-4f);
    }

    [Fact]
    public void Sizes_that_do_not_fit_together_are_refused()
    {
        var writer = new PatchWriter(Published);
        Assert.Throws<ArgumentException>(() => writer.Write(Noise(64, 32), new PatchGrid(4, 4), 0, 2, new float[16 * 1536]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(Noise(64, 64), new PatchGrid(4, 4), 0, 2, new float[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(Noise(64, 64), new PatchGrid(4, 4), 1, 2, new float[16 * 1536]));
    }

    [Fact]
    public void A_region_of_a_frame_is_prepared_without_a_copy_of_it()
    {
        PixelView frame = Noise(200, 150);
        byte[] copy = [.. Enumerable.Range(30, 96).SelectMany(row => Noise(200, 150).Row(row).Slice(3 * 40, 3 * 128).ToArray())];
        var images = new ImagePreprocessor(Published);
        var budget = new PixelBudget(1024, 96 * 128);
        float[] region = images.Prepare(frame.Crop(40, 30, 128, 96), budget, out PatchGrid grid).ToArray();
        Assert.Equal(new PatchGrid(6, 8), grid);
        Assert.Equal(images.Prepare(new PixelView(copy, 128, 96, 384, PixelOrder.Rgb), budget, out _).ToArray(), region);
    }

    [Theory]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, 0, 11, 5)]
    [InlineData(6, 0, 5, 5)]
    [InlineData(0, 0, 0, 5)]
    [InlineData(0, 8, 5, 3)]
    [InlineData(0, 0, int.MaxValue, 1)]
    public void A_region_that_reaches_over_the_edge_is_refused(int left, int top, int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Noise(10, 10).Crop(left, top, width, height));

    [Theory]
    [InlineData(0, 10, 30)]
    [InlineData(10, 0, 30)]
    [InlineData(10, 10, 29)]
    [InlineData(10, 11, 30)]
    [InlineData(100000, 100000, 300000)]
    public void A_view_that_its_bytes_cannot_fill_is_refused(int width, int height, int stride) =>
        Assert.Throws<ArgumentException>(() => new PixelView(new byte[300], width, height, stride, PixelOrder.Rgb));

    [Fact]
    public void Preparing_allocates_nothing_once_a_size_is_known()
    {
        var images = new ImagePreprocessor(Published);
        byte[] pixels = Noise(320, 240).Pixels.ToArray();
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run() => images.Prepare(new PixelView(pixels, 320, 240, 960, PixelOrder.Bgr), new PixelBudget(1024, 40000), out _);
    }

    [Fact]
    public void Settings_are_read_from_the_checkpoint()
    {
        PreprocessorSettings settings = PreprocessorSettings.Read(GoldenFolder.Path("tiny", "preprocessor_config.json"));
        Assert.Equal(new PixelBudget(4096, 98304), settings.Budget);
        Assert.Equal(1536, settings.PatchLength);
        Assert.Equal(32, settings.Factor);
    }

    [Theory]
    [InlineData("{}", 65536, 16777216)]
    [InlineData("{\"min_pixels\": 3136, \"max_pixels\": 12845056}", 3136, 12845056)]
    [InlineData("{\"size\": {\"shortest_edge\": 5, \"longest_edge\": 6}, \"min_pixels\": 1}", 5, 6)]
    [InlineData("{\"size\": null, \"do_resize\": null}", 65536, 16777216)]
    public void Settings_that_are_left_out_are_the_published_ones(string json, long min, long max) =>
        Assert.Equal(new PixelBudget(min, max), Read(json).Budget);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"resample\": 2}")]
    [InlineData("{\"do_resize\": false}")]
    [InlineData("{\"do_normalize\": false}")]
    [InlineData("{\"patch_size\": 0}")]
    [InlineData("{\"patch_size\": 1.5}")]
    [InlineData("{\"merge_size\": \"2\"}")]
    [InlineData("{\"image_mean\": [0.5, 0.5]}")]
    [InlineData("{\"image_std\": [0.5, 0.5, 0]}")]
    [InlineData("{\"rescale_factor\": 0}")]
    [InlineData("{\"size\": {\"shortest_edge\": 10, \"longest_edge\": 5}}")]
    [InlineData("{\"size\": {\"shortest_edge\": \"a\"}}")]
    public void Settings_of_another_kind_are_a_fault_that_names_the_file(string json)
    {
        FaultException fault = Assert.Throws<FaultException>(() => Read(json));
        Assert.Equal(FaultCode.CheckpointInvalid, fault.Code);
        Assert.Contains(".json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_are_missing_are_a_fault() =>
        Assert.Equal(
            FaultCode.CheckpointInvalid,
            Assert.Throws<FaultException>(() => PreprocessorSettings.Read("/nowhere/preprocessor_config.json")).Code
        );

    private static PreprocessorSettings Read(string json)
    {
        string path = Path.Combine(Path.GetTempPath(), $"edgevl-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        try
        {
            return PreprocessorSettings.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static PixelView Noise(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(width + height).NextBytes(pixels);
        return new PixelView(pixels, width, height, width * 3, PixelOrder.Rgb);
    }

    private static float[] Patches(PixelView picture, PatchGrid grid, PreprocessorSettings settings)
    {
        float[] patches = new float[grid.PatchCount * settings.PatchLength];
        new PatchWriter(settings).Write(picture, grid, 0, settings.TemporalPatchSize, patches);
        return patches;
    }
}
