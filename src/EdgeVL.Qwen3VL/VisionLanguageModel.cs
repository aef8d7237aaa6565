using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Qwen3VL;

/// <summary>A loaded model: its sessions, tokenizer and settings. Not thread-safe: one thread owns it.</summary>
public sealed class VisionLanguageModel : IDisposable
{
    private VisionLanguageModel(
        BuiltModel built,
        EmbeddingTable embeddings,
        VisionSession vision,
        DecoderSession decoder,
        IReadOnlyList<string> providers
    )
    {
        Built = built;
        Embeddings = embeddings;
        Vision = vision;
        Decoder = decoder;
        Providers = providers;
    }

    /// <summary>The folder it was loaded from.</summary>
    public BuiltModel Built { get; }

    /// <summary>Token embedding.</summary>
    public EmbeddingTable Embeddings { get; }

    /// <summary>Vision encoder.</summary>
    public VisionSession Vision { get; }

    /// <summary>Text decoder.</summary>
    public DecoderSession Decoder { get; }

    /// <summary>Execution providers of the sessions, without doubles.</summary>
    public IReadOnlyList<string> Providers { get; }

    /// <summary>Loads a built model; its files are compared with their hashes first.</summary>
    /// <exception cref="FaultException">The folder is no built model, or the run time cannot load it.</exception>
    public static VisionLanguageModel Load(string folder, EngineOptions options, ILogger logger)
    {
        BuiltModel built = BuiltModel.Open(folder);
        ModelManifest manifest = built.Manifest;
        string? cache = options.CacheFolder is null ? null : Path.Combine(options.CacheFolder, manifest.Hash.Replace(':', '-'));
        var factory = new SessionFactory(options.Profile, options.Threads, cache, logger);
        ModelGraphs graphs = manifest.Graphs;
        ModelSession vision = factory.Open(built.PathOf(graphs.Vision), Optional(built, graphs.VisionGpu), standardOperators: true);
        ModelSession decoder = factory.Open(built.PathOf(graphs.Decoder), Optional(built, graphs.DecoderGpu), standardOperators: false);

        // A prefill graph shares the cache, so it runs where the decoder runs: on the processor.
        ModelSession? prefill =
            graphs.Prefill is { } path && decoder.Provider == SessionFactory.CpuProvider
                ? new ModelSession(factory.OpenOnCpu(built.PathOf(path)), SessionFactory.CpuProvider)
                : null;
        var embeddings = new EmbeddingTable(
            built.PathOf(manifest.Embeddings.File),
            manifest.Embeddings.Type,
            built.Config.Text.VocabularySize,
            built.Config.Text.HiddenSize
        );
        return new VisionLanguageModel(
            built,
            embeddings,
            new VisionSession(built.Config.Vision, vision),
            new DecoderSession(built.Config, embeddings, decoder, prefill, options.Context),
            [.. new[] { vision.Provider, decoder.Provider }.Distinct()]
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Vision.Dispose();
        Decoder.Dispose();
        Embeddings.Dispose();
    }

    private static string? Optional(BuiltModel built, string? file) => file is null ? null : built.PathOf(file);
}
