using EdgeVL.Qwen3VL.Model;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>One width of a decoder call, bound once: later calls only write numbers into the bound memory.</summary>
internal sealed class StepBinding(InferenceSession session) : IDisposable
{
    private readonly OrtIoBinding binding = session.CreateIoBinding();
    private readonly List<OrtValue> owned = [];

    /// <summary>Binds an input and takes <paramref name="value"/> over.</summary>
    public void Input(string name, OrtValue value)
    {
        owned.Add(value);
        binding.BindInput(name, value);
    }

    /// <summary>Binds what all widths share.</summary>
    public void Shared(OrtValue lastKey, OrtValue totalLength, RotaryRows rotary, KeyValueCache cache, OrtValue logits)
    {
        binding.BindInput(DecoderNames.LastKey, lastKey);
        binding.BindInput(DecoderNames.TotalLength, totalLength);
        rotary.Bind(binding);
        cache.Bind(binding);
        binding.BindOutput(DecoderNames.Logits, logits);
    }

    public void Run(RunOptions options) => session.RunWithBinding(options, binding);

    public void Dispose()
    {
        binding.Dispose();
        owned.ForEach(static value => value.Dispose());
    }
}
