using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Vision;

public class ResizeRuleTests
{
    private static readonly ImagePreprocessor Published = new(new PreprocessorSettings());

    [Theory]
    [InlineData(1365, 2044, 86, 128, 2752)]
    [InlineData(480, 640, 30, 40, 300)]
    [InlineData(720, 1280, 44, 80, 880)]
    [InlineData(1080, 1920, 68, 120, 2040)]
    [InlineData(1600, 900, 100, 56, 1400)]
    [InlineData(2160, 3840, 136, 240, 8160)]
    [InlineData(3000, 4000, 188, 250, 11750)]
    [InlineData(4128, 4096, 256, 254, 16256)]
    [InlineData(6000, 8000, 220, 294, 16170)]
    [InlineData(100, 100, 16, 16, 64)]
    [InlineData(224, 224, 16, 16, 64)]
    [InlineData(300, 200, 20, 14, 70)]
    [InlineData(64, 96, 14, 20, 70)]
    [InlineData(80, 1000, 6, 58, 87)]
    [InlineData(112, 1000, 8, 62, 124)]
    [InlineData(20, 900, 4, 108, 108)]
    public void The_grid_is_that_of_the_reference(int height, int width, int rows, int columns, int tokens)
    {
        PatchGrid grid = Published.Measure(new PixelSize(width, height));
        Assert.Equal(new PatchGrid(rows, columns), grid);
        Assert.Equal(tokens, grid.TokenCount);
    }

    [Theory]
    [InlineData(1080, 1920, 1504, 832)]
    [InlineData(3000, 4000, 1312, 960)]
    [InlineData(100, 100, 512, 512)]
    public void A_tighter_budget_gives_the_sizes_of_the_model_card(int height, int width, int expectedWidth, int expectedHeight) =>
        Assert.Equal(
            new PixelSize(expectedWidth, expectedHeight),
            ResizeRule.ForPicture(new PixelSize(width, height), 32, new PixelBudget(256 * 32 * 32, 1280 * 32 * 32))
        );

    [Fact]
    public void Sides_are_multiples_of_the_factor_and_the_area_is_within_the_budget() =>
        Prop.ForAll(
                Gen.Choose(32, 5000)
                    .Two()
                    .Where(static size => Math.Max(size.Item1, size.Item2) <= 20 * Math.Min(size.Item1, size.Item2))
                    .ToArbitrary(),
                static size =>
                {
                    var budget = new PixelBudget(65536, 1 << 20);
                    PixelSize fitted = ResizeRule.ForPicture(new PixelSize(size.Item1, size.Item2), 32, budget);
                    long area = (long)fitted.Width * fitted.Height;
                    return fitted.Width % 32 == 0 && fitted.Height % 32 == 0 && area >= budget.Min && area <= budget.Max;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_picture_that_is_too_narrow_is_a_fault_with_its_size()
    {
        Published.Measure(new PixelSize(2000, 10));
        FaultException fault = Assert.Throws<FaultException>(() => Published.Measure(new PixelSize(2001, 10)));
        Assert.Equal(FaultCode.PictureUnreadable, fault.Code);
        Assert.Contains("2001x10", fault.Message, StringComparison.Ordinal);
    }
}
