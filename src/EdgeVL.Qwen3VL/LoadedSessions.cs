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
) : IDisposable
{
    /// <summary>Opens the graphs that suit the providers of this machine.</summary>
    /// <exception cref="Contracts.Faults.FaultException">The run time refuses one; what was opened before is closed again.</exception>
    public static LoadedSessions Open(BuiltModel built, EngineOptions options, ILogger logger)
    {
        var opened = new Stack<IDisposable>();
        try
        {
            return Open(built, options, logger, opened);
        }
        catch
        {
            foreach (IDisposable part in opened)
            {
                part.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Vision.Dispose();
        Decoder.Dispose();
        Embeddings.Dispose();
    }

    private static LoadedSessions Open(BuiltModel built, EngineOptions options, ILogger logger, Stack<IDisposable> opened)
    {
        T Opened<T>(T part)
            where T : IDisposable
        {
            opened.Push(part);
            return part;
        }

        ModelManifest manifest = built.Manifest;
        string? cache = options.CacheFolder is null ? null : Path.Combine(options.CacheFolder, manifest.Hash.Replace(':', '-'));
        var factory = new SessionFactory(options.Profile, options.Threads, cache, logger);
        ModelGraphs graphs = manifest.Graphs;
        EmbeddingTable embeddings = Opened(OpenEmbeddings(built));
        ModelSession vision = Opened(factory.Open(built.PathOf(graphs.Vision), Optional(built, graphs.VisionGpu), standardOperators: true));
        ModelSession decoder = Opened(
            factory.Open(built.PathOf(graphs.Decoder), Optional(built, graphs.DecoderGpu), standardOperators: false)
        );

        // A prefill graph shares the cache, so it runs where the decoder runs: on the processor.
        ModelSession? prefill =
            graphs.Prefill is { } path && decoder.Provider == SessionFactory.CpuProvider
                ? Opened(new ModelSession(factory.OpenOnCpu(built.PathOf(path)), SessionFactory.CpuProvider))
                : null;
        return new LoadedSessions(
            embeddings,
            new VisionSession(built.Config.Vision, vision),
            new DecoderSession(built.Config, embeddings, decoder, prefill, options.Context),
            [.. new[] { vision.Provider, decoder.Provider }.Distinct()]
        );
    }

    private static EmbeddingTable OpenEmbeddings(BuiltModel built)
    {
        EmbeddingFile file = built.Manifest.Embeddings;
        TextConfig text = built.Config.Text;
        return new EmbeddingTable(built.PathOf(file.File), file.Type, text.VocabularySize, text.HiddenSize);
    }

    private static string? Optional(BuiltModel built, string? file) => file is null ? null : built.PathOf(file);
}
