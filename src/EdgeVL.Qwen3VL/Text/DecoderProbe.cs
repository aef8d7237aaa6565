using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Qwen3VL.Text;

/// <summary>A decoder graph in memory with more outputs than the product's: reads a prompt in one call and gives them all.</summary>
/// <remarks>For verification: the arithmetic is the product's graph, only more of it is looked at.</remarks>
public sealed class DecoderProbe : IDisposable
{
    private readonly ModelConfig config;
    private readonly EmbeddingTable embeddings;
    private readonly ModelSession session;

    /// <summary>Opens <paramref name="graph"/> on the processor; its external data lies in <paramref name="dataFolder"/>.</summary>
    public DecoderProbe(ModelConfig config, EmbeddingTable embeddings, byte[] graph, string dataFolder, int threads)
    {
        this.config = config;
        this.embeddings = embeddings;
        session = new ModelSession(SessionFactory.OpenFromMemory(graph, dataFolder, threads), SessionFactory.CpuProvider);
    }

    /// <summary>Reads <paramref name="prompt"/> and gives the float outputs <paramref name="outputs"/>.</summary>
    public IReadOnlyDictionary<string, float[]> Run(DecoderPrompt prompt, IReadOnlyList<string> outputs)
    {
        int length = prompt.Tokens.Length;
        using var inputs = new DecoderInputs(
            config,
            embeddings,
            length,
            length,
            session.Session.InputMetadata[DecoderNames.Cosines].ElementDataType
        );
        using var cache = new KeyValueCache(config.Text, length, session);
        using var binding = new StepBinding(session.Session);
        using var run = new RunOptions();
        inputs.Write(prompt, 0, length);
        inputs.Bind(binding, length);
        foreach (string output in outputs)
        {
            binding.Output(output);
        }

        cache.Bind(binding);
        using IDisposableReadOnlyCollection<OrtValue> values = binding.RunForOutputs(run);
        return outputs
            .Index()
            .ToDictionary(static entry => entry.Item, entry => values[entry.Index].GetTensorDataAsSpan<float>().ToArray());
    }

    /// <summary>What the first layer reads: embeddings of text and the encoder's rows, [T, H].</summary>
    public float[] Embedded(DecoderPrompt prompt)
    {
        int length = prompt.Tokens.Length;
        using var inputs = new DecoderInputs(
            config,
            embeddings,
            length,
            length,
            session.Session.InputMetadata[DecoderNames.Cosines].ElementDataType
        );
        inputs.Write(prompt, 0, length);
        return inputs.Rows.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
