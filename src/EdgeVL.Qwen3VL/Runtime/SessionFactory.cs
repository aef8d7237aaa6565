using EdgeVL.Contracts.Faults;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace EdgeVL.Qwen3VL.Runtime;

/// <summary>Makes sessions: one attempt a provider, each step down announced.</summary>
/// <param name="profile">Providers to try.</param>
/// <param name="threads">Threads inside one operation; 0 for one a physical core.</param>
/// <param name="cacheFolder">Where TensorRT keeps engines, by hash of the model; null for none.</param>
/// <param name="logger">Told of every step down.</param>
internal sealed partial class SessionFactory(ExecutionProfile profile, int threads, string? cacheFolder, ILogger logger)
{
    public const string CpuProvider = "CPUExecutionProvider";
    public const string CudaProvider = "CUDAExecutionProvider";
    public const string TensorRtProvider = "TensorrtExecutionProvider";

    /// <summary>Opens <paramref name="cpuGraph"/> on the processor or <paramref name="gpuGraph"/> on a GPU.</summary>
    /// <param name="standardOperators">Whether TensorRT can take the graph.</param>
    public ModelSession Open(string cpuGraph, string? gpuGraph, bool standardOperators)
    {
        IReadOnlyList<string> available = OnnxRuntimeLibrary.Facts.Providers;
        foreach (string provider in Candidates(standardOperators))
        {
            if (provider != CpuProvider && !available.Contains(provider))
            {
                if (profile != ExecutionProfile.Auto)
                {
                    LogNotCompiledIn(provider, OnnxRuntimeLibrary.Facts.Version);
                }

                continue;
            }

            string graph = provider == CpuProvider ? cpuGraph : gpuGraph ?? cpuGraph;
            try
            {
                return new ModelSession(Create(graph, provider), provider);
            }
            catch (Exception fault) when (provider != CpuProvider && fault is OnnxRuntimeException or EntryPointNotFoundException)
            {
                LogStepDown(provider, Path.GetFileName(graph), fault.Message);
            }
        }

        throw new InvalidOperationException("The processor is always a candidate.");
    }

    /// <summary>Opens a graph on the processor.</summary>
    public InferenceSession OpenOnCpu(string graph) => Create(graph, CpuProvider);

    /// <summary>Opens a graph from memory on the processor; its external data lies in <paramref name="dataFolder"/>.</summary>
    public static InferenceSession OpenFromMemory(byte[] model, string dataFolder, int threads)
    {
        _ = OnnxRuntimeLibrary.Facts;
        using SessionOptions options = CpuOptions(threads);
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", dataFolder);
        return new InferenceSession(model, options);
    }

    private string[] Candidates(bool standardOperators) =>
        profile switch
        {
            ExecutionProfile.Cpu => [CpuProvider],
            ExecutionProfile.Cuda => [CudaProvider, CpuProvider],
            _ => standardOperators ? [TensorRtProvider, CudaProvider, CpuProvider] : [CudaProvider, CpuProvider],
        };

    private InferenceSession Create(string graph, string provider)
    {
        using SessionOptions options = CpuOptions(threads);
        try
        {
            switch (provider)
            {
                case TensorRtProvider:
                    AppendTensorRt(options, graph);
                    break;
                case CudaProvider:
                    AppendCuda(options);
                    break;
                default:
                    break;
            }

            return new InferenceSession(graph, options);
        }
        catch (OnnxRuntimeException fault) when (provider == CpuProvider)
        {
            throw new FaultException(
                FaultCode.InferenceFailed,
                $"'{graph}' cannot be opened: {fault.Message}",
                "Check the free memory, or build the model again with this version of EdgeVL.",
                fault
            );
        }
    }

    private static SessionOptions CpuOptions(int threads)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        foreach ((string key, string value) in Entries(OnnxRuntimeLibrary.SaturatesInt8))
        {
            options.AddSessionConfigEntry(key, value);
        }

        return options;
    }

    // Sums of pairs in 16 bits would clamp: the run time then turns the weights to unsigned ones, whose kernels are slower and exact.
    internal static IReadOnlyList<(string Key, string Value)> Entries(bool saturatesInt8) =>
        saturatesInt8 ? [("session.x64quantprecision", "1")] : [];

    private static void AppendCuda(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string> { ["arena_extend_strategy"] = "kSameAsRequested", ["use_tf32"] = "0" });
        options.AppendExecutionProvider_CUDA(cuda);
    }

    // The engine cache's own key leaves the weights out, so the folder carries the model's name and hash.
    private void AppendTensorRt(SessionOptions options, string graph)
    {
        var settings = new Dictionary<string, string> { ["trt_min_subgraph_size"] = "50", ["trt_max_partition_iterations"] = "10" };
        if (cacheFolder is not null)
        {
            string folder = Path.Combine(cacheFolder, Path.GetFileNameWithoutExtension(graph));
            Directory.CreateDirectory(folder);
            settings["trt_engine_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = folder;
            settings["trt_timing_cache_enable"] = "1";
            settings["trt_timing_cache_path"] = cacheFolder;
        }

        using var tensorRt = new OrtTensorRTProviderOptions();
        tensorRt.UpdateOptions(settings);
        options.AppendExecutionProvider_Tensorrt(tensorRt);
        AppendCuda(options);
    }

    [LoggerMessage(2001, LogLevel.Warning, "{Provider} is not part of the loaded ONNX Runtime {Version}; the next provider is tried")]
    private partial void LogNotCompiledIn(string provider, string version);

    [LoggerMessage(2002, LogLevel.Warning, "{Provider} cannot take {Graph}; the next provider is tried: {Reason}")]
    private partial void LogStepDown(string provider, string graph, string reason);
}

/// <summary>A session and the provider it was made for.</summary>
internal sealed record ModelSession(InferenceSession Session, string Provider) : IDisposable
{
    public void Dispose() => Session.Dispose();
}
