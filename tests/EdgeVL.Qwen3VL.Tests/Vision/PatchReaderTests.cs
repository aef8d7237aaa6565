using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Vision;

public sealed class PatchReaderTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 6)]
    [InlineData(10, 6)]
    public void Patches_put_back_together_are_the_very_pixels_they_were_cut_from(int rows, int columns)
    {
        var settings = new PreprocessorSettings { StandardDeviation = [0.5f, 0.26f, 0.3f], Mean = [0.48f, 0.5f, 0.4f] };
        var grid = new PatchGrid(rows, columns);
        int width = columns * settings.PatchSize;
        int height = rows * settings.PatchSize;
        byte[] pixels = new byte[width * height * PixelView.BytesPerPixel];
        new Random(rows).NextBytes(pixels);
        float[] patches = new float[grid.PatchCount * settings.PatchLength];
        new PatchWriter(settings).Write(
            new PixelView(pixels, width, height, width * PixelView.BytesPerPixel, PixelOrder.Bgr),
            grid,
            0,
            settings.TemporalPatchSize,
            patches
        );

        byte[] back = new byte[pixels.Length];
        new PatchReader(settings).Write(patches, grid, back);

        Assert.Equal(pixels, back);
    }
}
