using BenchmarkDotNet.Attributes;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Rotary;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Benchmarks.Micro;

[BenchmarkCategory(MicroPart.MustNotAllocate)] // runs for every prompt or token
public class PositionBenchmarks
{
    private const int Tokens = 330;

    private readonly RotaryFrequencies frequencies = new(new RotarySettings(128, 5_000_000, [24, 20, 20]));
    private readonly VisualSpan[] spans = [new VisualSpan(VisualKind.Picture, 4, new PatchGrid(30, 40), 0)];
    private readonly int[] ids = new int[3 * Tokens];
    private readonly float[] cosines = new float[64];
    private readonly float[] sines = new float[64];

    [Benchmark(Description = "positions of a prompt with a picture of 300 tokens")]
    public int Positions() => RopePositions.Write(spans, 0, ids);

    [Benchmark(Description = "rotary rows of one token")]
    public void Rotary() => frequencies.Write([500, 500, 500], cosines, sines);
}
