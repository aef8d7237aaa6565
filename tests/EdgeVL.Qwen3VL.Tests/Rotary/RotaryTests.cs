using EdgeVL.Qwen3VL.Rotary;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL.Tests.Rotary;

public class RotaryTests
{
    private static readonly RotarySettings Published = new(128, 5000000, [24, 20, 20]);

    [Fact]
    public void The_axes_of_the_published_model_are_interleaved_and_end_with_time()
    {
        string axes = string.Concat(new RotaryFrequencies(Published).AxisOfPair.ToArray().Select(static axis => "THW"[axis]));
        Assert.Equal(string.Concat(Enumerable.Repeat("THW", 20)) + "TTTT", axes);
    }

    [Fact]
    public void The_axes_of_the_small_model_follow_its_own_sections()
    {
        string axes = string.Concat(
            new RotaryFrequencies(new RotarySettings(32, 5000000, [6, 5, 5])).AxisOfPair.ToArray().Select(static axis => "THW"[axis])
        );
        Assert.Equal("THWTHWTHWTHWTHWT", axes);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0.78582998)]
    [InlineData(2, 0.617528758)]
    [InlineData(3, 0.485272612)]
    [InlineData(31, 5.69097141e-4)]
    [InlineData(32, 4.47213595e-4)]
    [InlineData(60, 5.24463925e-7)]
    [InlineData(63, 2.54507979e-7)]
    public void A_frequency_is_that_of_the_reference(int pair, double expected) =>
        Assert.Equal(1, new RotaryFrequencies(Published).Frequencies[pair] / expected, 1e-6);

    [Fact]
    public void Cos_and_sin_of_the_worked_example_are_those_of_the_reference()
    {
        (float[] cos, float[] sin) = Rows(Published, 7, 9, 8);
        AssertClose([0.7539023f, 0.7043534f, 0.2258749f, -0.9675836f, -0.9581056f, -0.7356068f], cos);
        AssertClose([0.6569866f, 0.7098495f, -0.9741563f, -0.2525508f, -0.2864153f, 0.6774088f], sin);
        // Small angles are their own sines: width, time, height, width, time, and the last, time.
        AssertClose([1.1002496e-5f, 7.5653301e-6f, 7.6436526e-6f, 5.3392101e-6f, 3.6712475e-6f], sin[56..]);
        Assert.Equal(1.7815559e-6f, sin[63], 1e-12f);
    }

    [Fact]
    public void Far_positions_are_rounded_to_FP32_before_the_sine_as_in_the_reference()
    {
        (float[] cos, _) = Rows(Published, 262143, 262143, 262143);
        float frequency = new RotaryFrequencies(Published).Frequencies[1];
        Assert.Equal(Math.Cos(262143f * frequency), cos[1], 1e-6);
        Assert.NotEqual(Math.Cos(262143.0 * frequency), cos[1], 1e-4);
    }

    [Fact]
    public void Several_tokens_are_rows_of_one_token_each()
    {
        var frequencies = new RotaryFrequencies(Published);
        float[] cos = new float[2 * 64];
        float[] sin = new float[2 * 64];
        frequencies.Write([7, 1, 9, 2, 8, 3], cos, sin);
        Assert.Equal(Rows(Published, 7, 9, 8).Cos, cos[..64]);
        Assert.Equal(Rows(Published, 1, 2, 3).Sin, sin[64..]);
    }

    [Fact]
    public void The_FP16_form_is_the_FP32_form_rounded()
    {
        var frequencies = new RotaryFrequencies(Published with { Yarn = new YarnSettings(2, 262144) });
        float[] cos = new float[3 * 64];
        float[] sin = new float[3 * 64];
        var halfCos = new Half[3 * 64];
        var halfSin = new Half[3 * 64];
        int[] positions = [0, 5, 1000, 1, 6, 1001, 2, 7, 1002];
        frequencies.Write(positions, cos, sin);
        frequencies.Write(positions, halfCos, halfSin);
        Assert.Equal(cos.Select(static value => (Half)value), halfCos);
        Assert.Equal(sin.Select(static value => (Half)value), halfSin);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(35, 1.6276538e-4)]
    [InlineData(40, 3.5227016e-5)]
    [InlineData(45, 6.4962909e-6)]
    [InlineData(63, 8.4835993e-8)]
    public void A_frequency_under_YaRN_is_that_of_the_reference(int pair, double expected) =>
        Assert.Equal(1, new RotaryFrequencies(Published with { Yarn = new YarnSettings(3, 262144) }).Frequencies[pair] / expected, 1e-6);

    [Fact]
    public void YaRN_changes_the_frequencies_from_30_on_and_divides_them_wholly_from_45_on()
    {
        float[] plain = new RotaryFrequencies(Published).Frequencies.ToArray();
        float[] stretched = new RotaryFrequencies(Published with { Yarn = new YarnSettings(3, 262144) }).Frequencies.ToArray();
        Assert.Equal(plain[..30], stretched[..30]);
        Assert.All(Enumerable.Range(30, 34), i => Assert.True(stretched[i] < plain[i]));
        Assert.All(Enumerable.Range(45, 19), i => Assert.Equal(1 / 3.0, stretched[i] / plain[i], 1e-6));
    }

    [Theory]
    [InlineData(2, 1.0693147)]
    [InlineData(3, 1.1098612)]
    [InlineData(1, 1)]
    public void YaRN_scales_cos_and_sin(double factor, double expected)
    {
        RotarySettings settings = Published with { Yarn = new YarnSettings(factor, 262144) };
        Assert.Equal(expected, new RotaryFrequencies(settings).AttentionScaling, 1e-6);
        Assert.Equal(expected, Rows(settings, 0, 0, 0).Cos[0], 1e-6);
    }

    [Fact]
    public void A_given_attention_factor_counts()
    {
        RotarySettings settings = Published with { Yarn = new YarnSettings(3, 262144) { AttentionFactor = 1.5 } };
        Assert.Equal(1.5f, new RotaryFrequencies(settings).AttentionScaling);
    }

    [Fact]
    public void Sections_that_do_not_fill_the_head_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new RotaryFrequencies(Published with { Sections = [24, 20, 19] }));
        Assert.Throws<ArgumentException>(() => new RotaryFrequencies(Published with { Sections = [32, 32] }));
        Assert.Throws<ArgumentException>(() => new RotaryFrequencies(Published with { HeadDim = 127 }));
    }

    [Fact]
    public void The_vision_rotary_of_the_worked_example_is_that_of_the_reference()
    {
        var rotary = new VisionRotary(64);
        var grid = new PatchGrid(4, 6);
        float[] cos = new float[grid.PatchCount * 32];
        float[] sin = new float[grid.PatchCount * 32];
        rotary.Write(grid, cos, sin);
        int patch = Enumerable.Range(0, grid.PatchCount).First(n => grid.Place(n) == (1, 2));
        AssertClose([0.5403023f, 0.8460091f, 0.9504153f, 0.9842302f], cos[(patch * 32)..]);
        AssertClose([0.8414710f, 0.5331684f, 0.3109836f, 0.1768922f], sin[(patch * 32)..]);
        AssertClose([-0.4161468f, 0.4314628f, 0.8065784f, 0.9374183f], cos[((patch * 32) + 16)..]);
        AssertClose([0.9092974f, 0.9021307f, 0.5911271f, 0.3482053f], sin[((patch * 32) + 16)..]);
    }

    [Fact]
    public void A_small_picture_after_a_large_one_is_not_disturbed_by_it()
    {
        var used = new VisionRotary(64);
        float[] large = new float[32 * 48 * 64];
        used.Write(new PatchGrid(48, 64), large, new float[large.Length]);
        float[] after = new float[16 * 32];
        float[] fresh = new float[16 * 32];
        used.Write(new PatchGrid(4, 4), after, new float[after.Length]);
        new VisionRotary(64).Write(new PatchGrid(4, 4), fresh, new float[fresh.Length]);
        Assert.Equal(fresh, after);
    }

    [Fact]
    public void Writing_allocates_nothing_once_a_size_is_known()
    {
        var frequencies = new RotaryFrequencies(Published);
        var vision = new VisionRotary(64);
        var grid = new PatchGrid(20, 20);
        int[] positions = new int[3 * 400];
        float[] cos = new float[400 * 64];
        float[] sin = new float[400 * 64];
        var halfCos = new Half[400 * 64];
        var halfSin = new Half[400 * 64];
        Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Write()
        {
            frequencies.Write(positions, cos, sin);
            frequencies.Write(positions, halfCos, halfSin);
            vision.Write(grid, cos, sin);
        }
    }

    private static (float[] Cos, float[] Sin) Rows(RotarySettings settings, int time, int height, int width)
    {
        float[] cos = new float[settings.HeadDim / 2];
        float[] sin = new float[settings.HeadDim / 2];
        new RotaryFrequencies(settings).Write([time, height, width], cos, sin);
        return (cos, sin);
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), static pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
}
