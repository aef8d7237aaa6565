using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Qwen3VL;

/// <summary>The sessions of a built model.</summary>
internal sealed record LoadedSessions(
    EmbeddingTable Embeddings,
    VisionSession Vision,
    DecoderSession Decoder,
    IReadOnlyList<string> Providers
)
{
    /// <summary>Opens the graphs that suit the providers of this machine.</summary>
    public static LoadedSessions Open(BuiltModel built, EngineOptions options, ILogger logger)
    {
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
        TextConfig text = built.Config.Text;
        var embeddings = new EmbeddingTable(
            built.PathOf(manifest.Embeddings.File),
            manifest.Embeddings.Type,
            text.VocabularySize,
            text.HiddenSize
        );
        return new LoadedSessions(
            embeddings,
            new VisionSession(built.Config.Vision, vision),
            new DecoderSession(built.Config, embeddings, decoder, prefill, options.Context),
            [.. new[] { vision.Provider, decoder.Provider }.Distinct()]
        );
    }

    private static string? Optional(BuiltModel built, string? file) => file is null ? null : built.PathOf(file);
}
