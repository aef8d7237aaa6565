using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Rotary;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Benchmarks.Published;

/// <summary>A vision graph with its inputs for one size of picture.</summary>
internal sealed class BareVision : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions run = new();
    private readonly List<OrtValue> values = [];

    public BareVision(string graph, VisionConfig config, PatchGrid grid)
    {
        _ = OnnxRuntimeLibrary.Facts; // its telemetry is off before the first call
        session = new InferenceSession(graph);
        binding = session.CreateIoBinding();
        int patches = grid.PatchCount;
        int half = config.HeadSize / 2;
        float[] pixels = new float[patches * config.PatchLength];
        var random = new Random(1);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (random.NextSingle() * 2) - 1;
        }

        long[] rows = new long[4 * patches];
        float[] shares = new float[4 * patches];
        new PositionTable(config.PositionTableSide * config.PositionTableSide).Write(grid, rows, shares);
        float[] cosines = new float[patches * half];
        float[] sines = new float[patches * half];
        new VisionRotary(config.HeadSize).Write(grid, cosines, sines);
        Input(VisionNames.Patches, pixels, patches, config.PatchLength);
        Input(VisionNames.PositionRows, rows, patches, 4);
        Input(VisionNames.PositionWeights, shares, patches, 4);
        Input(VisionNames.Cosines, cosines, patches, half);
        Input(VisionNames.Sines, sines, patches, half);
        foreach (string output in session.OutputNames)
        {
            binding.BindOutputToDevice(output, OrtMemoryInfo.DefaultInstance);
        }
    }

    public void Run() => session.RunWithBinding(run, binding);

    /// <inheritdoc/>
    public void Dispose()
    {
        binding.Dispose();
        values.ForEach(static value => value.Dispose());
        run.Dispose();
        session.Dispose();
    }

    private void Input<T>(string name, T[] data, params long[] shape)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(data, shape);
        values.Add(value);
        binding.BindInput(name, value);
    }
}
