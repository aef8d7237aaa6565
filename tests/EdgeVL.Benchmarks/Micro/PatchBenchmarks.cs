using BenchmarkDotNet.Attributes;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Benchmarks.Micro;

[BenchmarkCategory(MicroPart.MustNotAllocate)] // runs for every frame
public class PatchBenchmarks
{
    private const int Width = 640;
    private const int Height = 480;

    private readonly byte[] pixels = new byte[3 * Width * Height];
    private readonly ImagePreprocessor small = new(new PreprocessorSettings { Budget = new PixelBudget(4096, 76800) });
    private readonly ImagePreprocessor full = new(new PreprocessorSettings());

    [GlobalSetup]
    public void Fill() => new Random(1).NextBytes(pixels);

    [Benchmark(Description = "640x480 resized to 320x224, to patches")]
    public int Resized() => small.Prepare(View(), budget: null, out _).Length;

    [Benchmark(Description = "640x480 as it is, to patches")]
    public int Full() => full.Prepare(View(), budget: null, out _).Length;

    private PixelView View() => new(pixels, Width, Height, 3 * Width, PixelOrder.Bgr);
}
