using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Qwen3VL.Tests.Runtime;

public sealed class SessionFactoryTests(BuiltModels models)
{
    [Theory]
    [InlineData(Architecture.X64, false, true)]
    [InlineData(Architecture.X64, true, false)]
    [InlineData(Architecture.Arm64, false, false)]
    public void Only_x64_without_VNNI_needs_the_exact_kernels(Architecture architecture, bool hasVnni, bool saturates)
    {
        Assert.Equal(saturates, OnnxRuntimeLibrary.Saturates(architecture, hasVnni));
        Assert.Equal(saturates ? [("session.x64quantprecision", "1")] : [], SessionFactory.Entries(saturates));
    }

    [Fact]
    public void Telemetry_is_off_in_this_process()
    {
        Assert.NotEmpty(OnnxRuntimeLibrary.Facts.Providers);
        string[] native = File.ReadAllText("/proc/self/environ").Split('\0'); // as at the start: what was set later is not in it
        Assert.DoesNotContain("ORT_DISABLE_TELEMETRY=1", native);
        Assert.Equal("1", Marshal.PtrToStringUTF8(NativeEnvironmentProbe.Get("ORT_DISABLE_TELEMETRY")));
    }

    [Fact]
    public void A_provider_that_the_library_lacks_is_stepped_over_and_announced()
    {
        Assert.SkipWhen(OnnxRuntimeLibrary.Facts.Providers.Contains(SessionFactory.CudaProvider), "This build has CUDA.");
        var logger = new ListLogger();
        using VisionLanguageModel model = VisionLanguageModel.Load(
            models.Tiny,
            new EngineOptions { Profile = ExecutionProfile.Jetson, Context = 64 },
            TimeProvider.System,
            logger
        );
        Assert.Equal([SessionFactory.CpuProvider], model.Providers);
        Assert.Contains(logger.Lines, static line => line.Contains("TensorrtExecutionProvider", StringComparison.Ordinal));
        Assert.Contains(logger.Lines, static line => line.Contains("CUDAExecutionProvider", StringComparison.Ordinal));
    }

    [Fact]
    public void A_graph_that_the_run_time_refuses_is_named()
    {
        using var folder = new TemporaryFolder();
        string graph = folder.Write("broken.onnx", "no graph");
        var factory = new SessionFactory(ExecutionProfile.Cpu, threads: 1, cacheFolder: null, NullLogger.Instance);
        Faults.Expect(FaultCode.InferenceFailed, () => factory.Open(graph, null, standardOperators: true).Dispose(), graph);
    }

    [Fact]
    public void A_Jetsons_own_library_is_found_on_a_Jetson_only()
    {
        using var folder = new TemporaryFolder();
        folder.Write("usr/lib/aarch64-linux-gnu/libonnxruntime.so", "");
        Assert.Null(OnnxRuntimeLibrary.OfBoard(folder.Path));
        folder.Write("etc/nv_tegra_release", "R36");
        Assert.Equal(folder.At("usr/lib/aarch64-linux-gnu/libonnxruntime.so"), OnnxRuntimeLibrary.OfBoard(folder.Path));
        folder.Write("usr/local/lib/libonnxruntime.so", "");
        Assert.Equal(folder.At("usr/local/lib/libonnxruntime.so"), OnnxRuntimeLibrary.OfBoard(folder.Path));
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add(formatter(state, exception));
    }
}
