using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Rotary;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Qwen3VL.Vision;

/// <summary>One size of picture: patch memory, position and rotary tables, and the binding over them.</summary>
internal sealed class VisionBinding : IDisposable
{
    private readonly VisionConfig config;
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly NativeBuffer<float> patches;
    private readonly NativeBuffer<long> positionRows;
    private readonly NativeBuffer<float> positionWeights;
    private readonly NativeBuffer<float> cosines;
    private readonly NativeBuffer<float> sines;
    private readonly List<OrtValue> inputs = [];

    public VisionBinding(VisionConfig config, InferenceSession session, PatchGrid grid)
    {
        this.config = config;
        this.session = session;
        Grid = grid;
        Count = grid.PatchCount;
        patches = new NativeBuffer<float>((long)Count * config.PatchLength);
        positionRows = new NativeBuffer<long>(4L * Count);
        positionWeights = new NativeBuffer<float>(4L * Count);
        cosines = new NativeBuffer<float>((long)Count * config.HeadSize / 2);
        sines = new NativeBuffer<float>((long)Count * config.HeadSize / 2);
        new PositionTable(config.PositionTableSide * config.PositionTableSide).Write(grid, positionRows.Span, positionWeights.Span);
        new VisionRotary(config.HeadSize).Write(grid, cosines.Span, sines.Span);

        binding = session.CreateIoBinding();
        Input(VisionNames.Patches, patches.Tensor(TensorElementType.Float, Count, config.PatchLength));
        Input(VisionNames.PositionRows, positionRows.Tensor(TensorElementType.Int64, Count, 4));
        Input(VisionNames.PositionWeights, positionWeights.Tensor(TensorElementType.Float, Count, 4));
        Input(VisionNames.Cosines, cosines.Tensor(TensorElementType.Float, Count, config.HeadSize / 2));
        Input(VisionNames.Sines, sines.Tensor(TensorElementType.Float, Count, config.HeadSize / 2));
    }

    public PatchGrid Grid { get; }

    /// <summary>Number of patches.</summary>
    public int Count { get; }

    public Span<float> Patches => patches.Span;

    /// <summary>Memory that it holds, about: the patches are nearly all of it.</summary>
    public long Bytes => patches.Length * sizeof(float);

    /// <summary>Runs the encoder into the memory of <paramref name="features"/>.</summary>
    public void Run(VisionFeatures features, RunOptions options)
    {
        int levels = features.Levels + 1;
        var outputs = new OrtValue[levels];
        long length = (long)features.Tokens * config.OutputSize;
        try
        {
            for (int level = 0; level < levels; level++)
            {
                outputs[level] = features.Memory.TensorOver(
                    level * length,
                    length,
                    TensorElementType.Float,
                    features.Tokens,
                    config.OutputSize
                );
                binding.BindOutput(level == 0 ? VisionNames.Embeddings : VisionNames.DeepStack(level - 1), outputs[level]);
            }

            session.RunWithBinding(options, binding);
        }
        finally
        {
            Array.ForEach(outputs, static output => output?.Dispose());
        }
    }

    public void Dispose()
    {
        binding.Dispose();
        inputs.ForEach(static input => input.Dispose());
        patches.Dispose();
        positionRows.Dispose();
        positionWeights.Dispose();
        cosines.Dispose();
        sines.Dispose();
    }

    private void Input(string name, OrtValue value)
    {
        inputs.Add(value);
        binding.BindInput(name, value);
    }
}
