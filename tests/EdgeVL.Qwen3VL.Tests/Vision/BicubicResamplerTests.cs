using System.Security.Cryptography;
using EdgeVL.Qwen3VL.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Vision;

public class BicubicResamplerTests
{
    [Theory]
    [InlineData(new byte[] { 0, 10, 20, 30, 40, 50, 60, 70 }, new byte[] { 5, 25, 45, 65 })]
    [InlineData(new byte[] { 0, 255, 0, 255, 0, 255, 0, 255 }, new byte[] { 109, 129, 126, 146 })]
    [InlineData(new byte[] { 10, 50, 200, 90 }, new byte[] { 7, 20, 72, 189, 151, 83 })]
    [InlineData(new byte[] { 0, 0, 255, 255 }, new byte[] { 0, 0, 0, 52, 203, 255, 255, 255 })]
    public void A_row_of_the_worked_examples_comes_out_along_both_axes(byte[] source, byte[] expected)
    {
        byte[] grey = [.. source.SelectMany(static value => new[] { value, value, value })];
        byte[] greyExpected = [.. expected.SelectMany(static value => new[] { value, value, value })];
        Assert.Equal(greyExpected, Resample(grey, source.Length, 1, expected.Length, 1));
        Assert.Equal(greyExpected, Resample(grey, 1, source.Length, 1, expected.Length));
    }

    // Pillow 9.4, Image.resize with BICUBIC, first eight bytes of the SHA-256 of the RGB bytes.
    [Theory]
    [InlineData(640, 480, 320, 224, "90183F799CF1FF7C")]
    [InlineData(640, 480, 352, 256, "D1670B56944C4E03")]
    [InlineData(64, 48, 96, 160, "8DBA12B90EF5CBD1")]
    [InlineData(1280, 720, 1280, 704, "C359A39A9F9046EC")]
    [InlineData(500, 300, 224, 300, "5859FCCE642247CC")]
    [InlineData(37, 53, 64, 96, "0AB043014C2AC6AE")]
    [InlineData(1000, 40, 32, 32, "B17558E1F4CB42C1")]
    [InlineData(33, 17, 32, 64, "91B11CFD5A581785")]
    public void A_picture_is_resized_byte_for_byte_as_by_Pillow(int width, int height, int newWidth, int newHeight, string hash)
    {
        byte[] pixels = Pattern(width, height);
        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(Resample(pixels, width, height, newWidth, newHeight)))[..16]);
    }

    [Fact]
    public void Columns_come_first_only_where_the_height_shrinks_and_the_width_does_not()
    {
        byte[] pixels = Pattern(40, 60);
        byte[] columnsFirst = Resample(Resample(pixels, 40, 60, 40, 30), 40, 30, 64, 30);
        byte[] rowsFirst = Resample(Resample(pixels, 40, 60, 64, 60), 64, 60, 64, 30);
        Assert.NotEqual(rowsFirst, columnsFirst);
        Assert.Equal(columnsFirst, Resample(pixels, 40, 60, 64, 30));
        Assert.Equal(Resample(Resample(pixels, 40, 60, 32, 60), 32, 60, 32, 30), Resample(pixels, 40, 60, 32, 30));
        Assert.Equal(Resample(Resample(pixels, 40, 60, 64, 60), 64, 60, 64, 90), Resample(pixels, 40, 60, 64, 90));
    }

    [Fact]
    public void Every_width_of_vector_gives_the_same_bytes() =>
        Prop.ForAll(
                Gen.Choose(1, 200).Three().ToArbitrary(),
                static sizes =>
                {
                    (int length, int sourceLength, int targetLength) = sizes;
                    byte[] source = Noise(sourceLength * length, length);
                    var weights = new ResampleWeights(sourceLength, targetLength);
                    return Enumerable.Range(0, targetLength).All(target => SameBytes(source, length, weights, target));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_region_is_resized_as_if_it_had_been_copied_out()
    {
        byte[] pixels = Pattern(100, 80);
        byte[] copy = [.. Enumerable.Range(20, 40).SelectMany(row => pixels[((row * 300) + 30)..((row * 300) + 30 + 150)])];
        byte[] target = new byte[32 * 64 * 3];
        new BicubicResampler().Resample(
            new PixelView(pixels, 100, 80, 300, PixelOrder.Rgb).Crop(10, 20, 50, 40),
            new PixelSize(32, 64),
            target
        );
        Assert.Equal(Resample(copy, 50, 40, 32, 64), target);
    }

    [Fact]
    public void A_resampler_that_has_met_many_sizes_still_gives_the_same_bytes()
    {
        var used = new BicubicResampler();
        for (int round = 0; round < 2; round++)
        {
            for (int side = 1; side < 60; side++)
            {
                byte[] target = new byte[side * (side + 3) * 3];
                used.Resample(new PixelView(Pattern(50, 40), 50, 40, 150, PixelOrder.Rgb), new PixelSize(side, side + 3), target);
                Assert.Equal(Resample(Pattern(50, 40), 50, 40, side, side + 3), target);
            }
        }
    }

    [Fact]
    public void Without_a_new_size_the_pixels_are_copied() => Assert.Equal(Pattern(17, 9), Resample(Pattern(17, 9), 17, 9, 17, 9));

    [Fact]
    public void Nothing_is_allocated_once_a_size_is_known()
    {
        var resampler = new BicubicResampler();
        byte[] pixels = Pattern(64, 48);
        byte[] target = new byte[96 * 32 * 3];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            var view = new PixelView(pixels, 64, 48, 192, PixelOrder.Rgb);
            resampler.Resample(view, new PixelSize(96, 32), target);
            resampler.Resample(view, new PixelSize(32, 32), target);
        }
    }

    private static bool SameBytes(byte[] source, int length, ResampleWeights weights, int target)
    {
        ReadOnlySpan<byte> rows = source.AsSpan(weights.First(target) * length);
        Span<byte> expected = new byte[length];
        Span<byte> actual = new byte[length];
        WeightedRows.SumOneByOne(rows, length, weights.Of(target), expected);
        WeightedRows.Sum(rows, length, weights.Of(target), actual);
        bool same = actual.SequenceEqual(expected);
        if (length >= 16)
        {
            WeightedRows.SumBy128(rows, length, weights.Of(target), actual);
            same &= actual.SequenceEqual(expected);
        }

        if (length >= 32)
        {
            WeightedRows.SumBy256(rows, length, weights.Of(target), actual);
            same &= actual.SequenceEqual(expected);
        }

        return same;
    }

    private static byte[] Noise(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Pattern(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (int y, int x) = Math.DivRem(i, width);
            pixels[3 * i] = (byte)((x * x * 7) + (y * 13) + (x * y));
            pixels[(3 * i) + 1] = (byte)((x * 5) + (y * y * 3));
            pixels[(3 * i) + 2] = (byte)(((x / 3) + (y / 2)) % 2 * 255);
        }

        return pixels;
    }

    private static byte[] Resample(byte[] pixels, int width, int height, int newWidth, int newHeight)
    {
        byte[] target = new byte[newWidth * newHeight * 3];
        new BicubicResampler().Resample(
            new PixelView(pixels, width, height, width * 3, PixelOrder.Rgb),
            new PixelSize(newWidth, newHeight),
            target
        );
        return target;
    }
}
