using EdgeVL.ModelBuilder.Quantization;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.ModelBuilder.Tests.Quantization;

public sealed class BlockQuantizerTests
{
    private static readonly Gen<float[]> Blocks =
        from length in Gen.Elements(32, 128)
        from scale in Gen.Elements(1e-20f, 1e-6f, 0.02f, 1f, 1e6f)
        from outlier in Gen.Elements(1f, 20f)
        from values in Gen.ArrayOf(Gen.Choose(-1000, 1000), length)
        from zeros in Gen.ArrayOf(Gen.Choose(0, 3), length)
        select values.Select((value, i) => zeros[i] == 0 ? 0 : value * (i == 5 ? outlier : 1) * scale / 1000).ToArray();

    [Fact]
    public void Four_bits_are_off_by_half_a_step_at_most_within_their_range() =>
        Prop.ForAll(
                Blocks.ToArbitrary(),
                static block =>
                {
                    (float scale, float[] found) = Quantized4(block);
                    float half = MathF.Abs(scale) * 0.50001f;
                    return block
                        .Zip(found)
                        .All(pair =>
                        {
                            float level = scale == 0 ? 0 : pair.First / scale;
                            float nearest = Math.Clamp(level, -8, 7) * scale;
                            return MathF.Abs(nearest - pair.Second) <= half;
                        });
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Eight_bits_are_off_by_half_a_step_at_most_and_keep_the_extreme() =>
        Prop.ForAll(
                Blocks.ToArbitrary(),
                static block =>
                {
                    byte[] packed = new byte[block.Length];
                    float scale = BlockQuantizer.Quantize8(block, packed);
                    float[] found = [.. packed.Select(level => (level - 128) * scale)];
                    float extreme = block.Max(MathF.Abs);
                    return block.Zip(found).All(pair => MathF.Abs(pair.First - pair.Second) <= scale * 0.50001f)
                        && MathF.Abs(found.Max(MathF.Abs) - extreme) <= extreme * 1e-6f;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Zeros_stay_zero() =>
        Prop.ForAll(
                Blocks.ToArbitrary(),
                static block =>
                {
                    (_, float[] found) = Quantized4(block);
                    return block.Zip(found).All(static pair => pair.First != 0 || pair.Second == 0);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_search_for_a_scale_never_loses_against_the_plain_range() =>
        Prop.ForAll(
                Blocks.ToArbitrary(),
                static block =>
                {
                    (_, float[] found) = Quantized4(block);
                    float extreme = block.MaxBy(MathF.Abs);
                    float step = extreme == 0 ? 1 : extreme / -8;
                    double plain = block.Sum(weight => Square(weight - (Math.Clamp(MathF.Round(weight / step), -8, 7) * step)));
                    return block.Zip(found, static (weight, value) => Square(weight - value)).Sum() <= plain * 1.0001;
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-42f)] // its reciprocal is no float
    [InlineData(-1e-39f)]
    public void A_block_of_nothing_becomes_nothing(float value)
    {
        float[] block = [.. Enumerable.Repeat(value, 32)];
        Assert.All(Quantized4(block).Values, static found => Assert.Equal(0, found));
        byte[] packed = new byte[32];
        float scale = BlockQuantizer.Quantize8(block, packed);
        Assert.All(packed, level => Assert.Equal(0, (level - 128) * scale));
    }

    [Fact]
    public void An_important_weight_is_kept_better_than_its_equals()
    {
        float[] block = [.. Enumerable.Range(0, 32).Select(static i => MathF.Sin(i * 1.7f))];
        float[] importance = [.. Enumerable.Range(0, 32).Select(static i => i == 11 ? 1000f : 1f)];
        byte[] packed = new byte[16];
        float plain = MathF.Abs(block[11] - Unpacked(packed, BlockQuantizer.Quantize4(block, [], packed))[11]);
        float weighted = MathF.Abs(block[11] - Unpacked(packed, BlockQuantizer.Quantize4(block, importance, packed))[11]);
        Assert.True(weighted <= plain, $"{weighted} with importance, {plain} without");
    }

    [Theory]
    [InlineData(96, 128, 1)]
    [InlineData(128, 128, 1)]
    [InlineData(160, 128, 2)]
    [InlineData(96, 32, 3)]
    [InlineData(100, 32, 4)]
    public void A_row_has_as_many_blocks_as_it_needs(int inputs, int block, int count) =>
        Assert.Equal(count, BlockQuantizer.BlockCount(inputs, block));

    private static (float Scale, float[] Values) Quantized4(float[] block)
    {
        byte[] packed = new byte[block.Length / 2];
        float scale = BlockQuantizer.Quantize4(block, [], packed);
        return (scale, Unpacked(packed, scale));
    }

    // An even element lies in the lower nibble.
    private static float[] Unpacked(byte[] packed, float scale) =>
        [.. packed.SelectMany(pair => (float[])[((pair & 15) - 8) * scale, ((pair >> 4) - 8) * scale])];

    private static double Square(double value) => value * value;
}
