using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeVL.Benchmarks.Published;

/// <summary><c>decoder.onnx</c> and nothing else: bound once, one token a run, no embedding, no rotary rows, no choice.</summary>
internal sealed class BareDecoder : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions run = new();
    private readonly List<OrtValue> values = [];
    private readonly OrtValue lastKey;
    private readonly OrtValue total;

    /// <param name="graph">The graph.</param>
    /// <param name="config">Its shape.</param>
    /// <param name="capacity">Rows of the cache, as in the session that it is compared with.</param>
    public BareDecoder(string graph, ModelConfig config, int capacity)
    {
        _ = OnnxRuntimeLibrary.Facts; // its telemetry is off before the first call
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        session = new InferenceSession(graph, options);
        binding = session.CreateIoBinding();
        TextConfig text = config.Text;
        Fill(Input(DecoderNames.Embeddings, 1, 1, text.HiddenSize), 0.02f);
        for (int level = 0; level < config.Vision.DeepStackBlocks.Count; level++)
        {
            Fill(Input(DecoderNames.DeepStack(level), 1, 1, text.HiddenSize), 0);
        }

        Fill(Input(DecoderNames.Cosines, capacity, text.HeadSize / 2), 0.6f);
        Fill(Input(DecoderNames.Sines, capacity, text.HeadSize / 2), 0.8f);
        for (int layer = 0; layer < text.LayerCount; layer++)
        {
            Cache(DecoderNames.PastKey(layer), DecoderNames.PresentKey(layer), text, capacity);
            Cache(DecoderNames.PastValue(layer), DecoderNames.PresentValue(layer), text, capacity);
        }

        lastKey = Own(Allocated(TensorElementType.Int32, 1));
        total = Own(Allocated(TensorElementType.Int32));
        binding.BindInput(DecoderNames.LastKey, lastKey);
        binding.BindInput(DecoderNames.TotalLength, total);
        binding.BindOutput(DecoderNames.Logits, Own(Allocated(TensorElementType.Float, 1, 1, text.VocabularySize)));
    }

    /// <summary>Runs <paramref name="count"/> tokens behind a sequence of <paramref name="length"/>.</summary>
    public void Run(int length, int count)
    {
        for (int i = 0; i < count; i++)
        {
            lastKey.GetTensorMutableDataAsSpan<int>()[0] = length + i;
            total.GetTensorMutableDataAsSpan<int>()[0] = length + i + 1;
            session.RunWithBinding(run, binding);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        binding.Dispose();
        values.ForEach(static value => value.Dispose());
        run.Dispose();
        session.Dispose();
    }

    private OrtValue Input(string name, params long[] shape)
    {
        OrtValue value = Own(Allocated(TensorElementType.Float, shape));
        binding.BindInput(name, value);
        return value;
    }

    private void Cache(string past, string present, TextConfig text, int capacity)
    {
        OrtValue memory = Input(past, 1, text.KeyValueHeadCount, capacity, text.HeadSize);
        Fill(memory, 0.1f);
        binding.BindOutput(present, memory);
    }

    private OrtValue Own(OrtValue value)
    {
        values.Add(value);
        return value;
    }

    private static OrtValue Allocated(TensorElementType type, params long[] shape) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);

    private static void Fill(OrtValue value, float number) => value.GetTensorMutableDataAsSpan<float>().Fill(number);
}
