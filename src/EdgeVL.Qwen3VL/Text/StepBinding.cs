using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>One width of a decoder call, bound once: later calls only write numbers into the bound memory.</summary>
internal sealed class StepBinding(InferenceSession session) : IDisposable
{
    private readonly OrtIoBinding binding = session.CreateIoBinding();
    private readonly List<OrtValue> owned = [];

    /// <summary>Binds an input that others own.</summary>
    public void Input(string name, OrtValue value) => binding.BindInput(name, value);

    /// <summary>Binds an input and takes <paramref name="value"/> over.</summary>
    public void OwnedInput(string name, OrtValue value)
    {
        owned.Add(value);
        binding.BindInput(name, value);
    }

    /// <summary>Binds an output that others own.</summary>
    public void Output(string name, OrtValue value) => binding.BindOutput(name, value);

    /// <summary>Lets the run time make an output.</summary>
    public void Output(string name) => binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);

    public void Run(RunOptions options) => session.RunWithBinding(options, binding);

    /// <summary>Runs and gives the outputs, in the order of binding; the caller disposes them.</summary>
    public IDisposableReadOnlyCollection<OrtValue> RunForOutputs(RunOptions options) => session.RunWithBoundResults(options, binding);

    public void Dispose()
    {
        binding.Dispose();
        owned.ForEach(static value => value.Dispose());
    }
}
