using EdgeVL.Capture.Tests.Support;

namespace EdgeVL.Capture.Tests;

public sealed class ImageEncoderTests
{
    [Fact]
    public void A_png_comes_back_exactly()
    {
        using Frame frame = StillImage.Decode(TestPictures.Png, "a.png");
        Assert.Equal(TestPictures.Bgr, frame.Pixels);
    }

    [Fact]
    public void A_jpeg_of_less_quality_is_smaller()
    {
        byte[] fine = ImageEncoder.Jpeg(TestPictures.Bgr, TestPictures.Width, TestPictures.Height, 95);
        byte[] coarse = ImageEncoder.Jpeg(TestPictures.Bgr, TestPictures.Width, TestPictures.Height, 30);
        Assert.True(coarse.Length < fine.Length);
        Assert.Equal([0xFF, 0xD8], fine[..2]);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(60, -1)]
    [InlineData(61, 40)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Pixels_that_are_not_the_size_are_refused(int width, int height) =>
        Assert.ThrowsAny<ArgumentException>(() => ImageEncoder.Png(TestPictures.Bgr, width, height));

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_out_of_range_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ImageEncoder.Jpeg(TestPictures.Bgr, TestPictures.Width, TestPictures.Height, quality)
        );
}
