using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Graphs;
using EdgeVL.ModelBuilder.Quantization;
using EdgeVL.Qwen3VL.Runtime;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.ModelBuilder.Tests.Quantization;

/// <summary>One linear layer of a checkpoint, written by the builder and run by ONNX Runtime.</summary>
internal sealed class LayerInTheGraph : IDisposable
{
    private const string Input = "x";
    private const string Output = "y";

    private readonly InferenceSession session;
    private readonly SessionOptions options = new();

    // Before the options above: they are the run time's first call, and a library that is loaded can no longer be chosen.
    static LayerInTheGraph() => _ = OnnxRuntimeLibrary.Facts;

    /// <param name="folder">Holds the checkpoint, and receives the weights.</param>
    /// <param name="layer">Name without ".weight".</param>
    public LayerInTheGraph(string folder, string layer, Scheme scheme)
    {
        Checkpoint checkpoint = Checkpoint.Open(folder);
        TensorInfo weight = checkpoint[$"{layer}.weight"];
        (Outputs, Inputs) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        string data = $"{layer}-{scheme.Form}-{scheme.Block}.data";
        var graph = new GraphBuilder("one", ElementKind.Float);
        graph.Input(Input, ElementKind.Float, 1, "S", Inputs);
        using (var reader = new TensorReader())
        using (var file = new WeightFile(folder, data))
        {
            var writer = new LinearWriter(checkpoint, reader, file, Errors, static _ => { }, CancellationToken.None);
            writer.Write(layer, scheme, tokenAxis: 1).Apply(graph, Input, Output);
            file.Finish();
        }

        graph.Output(Output, ElementKind.Float, 1, "S", Outputs);
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        session = new InferenceSession(graph.ToModel().ToByteArray(), options);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>What the builder says of its own error.</summary>
    public QuantizationErrors Errors { get; } = new();

    /// <summary>[rows, Inputs] → [rows, Outputs].</summary>
    public float[][] Run(float[][] rows)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(rows.SelectMany(static row => row).ToArray(), [1, rows.Length, Inputs]);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [Input], [input], [Output]);
        return [.. outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(Outputs)];
    }

    /// <summary>The matrix as the kernel sees it, [Inputs][Outputs]: one row of a unit matrix after the other.</summary>
    public float[][] Matrix()
    {
        float[][] unit = [.. Enumerable.Range(0, Inputs).Select(i => Enumerable.Range(0, Inputs).Select(k => k == i ? 1f : 0f).ToArray())];
        return Run(unit);
    }

    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
