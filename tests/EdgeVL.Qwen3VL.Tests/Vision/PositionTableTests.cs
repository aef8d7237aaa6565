using EdgeVL.Qwen3VL.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Vision;

public class PositionTableTests
{
    [Theory]
    [InlineData(0, new long[] { 0, 1, 48, 49 }, new[] { 1f, 0, 0, 0 })]
    [InlineData(1, new long[] { 9, 10, 57, 58 }, new[] { 0.6f, 0.4f, 0, 0 })]
    [InlineData(2, new long[] { 720, 721, 768, 769 }, new[] { 0.333333f, 0, 0.666667f, 0 })]
    [InlineData(3, new long[] { 729, 730, 777, 778 }, new[] { 0.2f, 0.133333f, 0.4f, 0.266667f })]
    [InlineData(4, new long[] { 18, 19, 66, 67 }, new[] { 0.2f, 0.8f, 0, 0 })]
    [InlineData(7, new long[] { 748, 749, 796, 797 }, new[] { 0.266667f, 0.066667f, 0.533333f, 0.133333f })]
    [InlineData(9, new long[] { 47, 47, 95, 95 }, new[] { 1f, 0, 0, 0 })]
    [InlineData(13, new long[] { 1497, 1498, 1545, 1546 }, new[] { 0.4f, 0.266667f, 0.2f, 0.133333f })]
    [InlineData(14, new long[] { 2256, 2257, 2256, 2257 }, new[] { 1f, 0, 0, 0 })]
    [InlineData(23, new long[] { 2303, 2303, 2303, 2303 }, new[] { 1f, 0, 0, 0 })]
    public void Entries_and_weights_of_the_worked_example_are_those_of_the_reference(int patch, long[] indices, float[] weights)
    {
        (long[] allIndices, float[] allWeights) = Write(new PatchGrid(4, 6));
        Assert.Equal(indices, allIndices[(4 * patch)..((4 * patch) + 4)]);
        Assert.All(weights.Zip(allWeights[(4 * patch)..]), static pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    [Fact]
    public void A_picture_of_the_size_of_the_table_takes_it_as_it_is()
    {
        var grid = new PatchGrid(48, 48);
        (long[] indices, float[] weights) = Write(grid);
        for (int patch = 0; patch < grid.PatchCount; patch++)
        {
            (int row, int column) = grid.Place(patch);
            Assert.Equal((row * 48) + column, indices[4 * patch]);
            Assert.Equal([1, 0, 0, 0], weights[(4 * patch)..((4 * patch) + 4)]);
        }
    }

    [Fact]
    public void Weights_of_a_patch_add_up_to_one_and_entries_are_in_the_table() =>
        Prop.ForAll(
                Gen.Choose(1, 100).Two().ToArbitrary(),
                static size =>
                {
                    (long[] indices, float[] weights) = Write(new PatchGrid(2 * size.Item1, 2 * size.Item2));
                    return indices.All(static index => index is >= 0 and < 2304)
                        && weights.Chunk(4).All(static four => Math.Abs(four.Sum() - 1) < 1e-5f && four.Min() >= 0);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_single_row_takes_the_first_row_of_the_table()
    {
        long[] indices = new long[4 * 4];
        float[] weights = new float[4 * 4];
        new PositionTable(16).Write(new PatchGrid(1, 4, 1), indices, weights);
        Assert.Equal([0, 1, 2, 3], indices.Chunk(4).Select(static four => four[0]));
        Assert.Equal([1, 1, 1, 1], weights.Chunk(4).Select(static four => four[0]));
    }

    [Theory]
    [InlineData(2305)]
    [InlineData(0)]
    [InlineData(-4)]
    public void A_table_that_is_no_square_is_refused(int entries) => Assert.Throws<ArgumentException>(() => new PositionTable(entries));

    [Fact]
    public void Writing_allocates_nothing()
    {
        var table = new PositionTable(2304);
        var grid = new PatchGrid(20, 20);
        long[] indices = new long[1600];
        float[] weights = new float[1600];
        table.Write(grid, indices, weights);
        long before = GC.GetAllocatedBytesForCurrentThread();
        table.Write(grid, indices, weights);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (long[] Indices, float[] Weights) Write(PatchGrid grid)
    {
        long[] indices = new long[4 * grid.PatchCount];
        float[] weights = new float[4 * grid.PatchCount];
        new PositionTable(2304).Write(grid, indices, weights);
        return (indices, weights);
    }
}
