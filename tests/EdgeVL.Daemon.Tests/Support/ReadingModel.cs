using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Pipeline;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Systemd;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Daemon.Tests.Support;

/// <summary>Tests that read with the sample model run one after the other: it is built and loaded once.</summary>
[CollectionDefinition(nameof(ReadingModel))]
public sealed class ReadingModelTests : ICollectionFixture<ReadingModel>;

/// <summary>The sample model on a thread of its own, as in the daemon.</summary>
public sealed class ReadingModel : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("edgevl-reading-");
    private readonly ServiceNotifier notifier = new(new SystemdNotifier(), TimeProvider.System, NullLogger<ServiceNotifier>.Instance);

    internal ModelThread Thread { get; private set; } = null!;

    /// <summary>Does something with the model.</summary>
    public Task<T> Do<T>(Func<Inspector, T> body) => Thread.DoAsync(body, TestContext.Current.CancellationToken);

    /// <summary>Does something with the same model in 8 bits, which is another one.</summary>
    public T DoWithOther<T>(Func<Inspector, T> body)
    {
        string other = Path.Combine(folder.FullName, "int8");
        Build(other, Precision.Int8);
        using var model = VisionLanguageModel.Load(other, Options, TimeProvider.System, NullLogger.Instance);
        return body(new Inspector(model, new ResultIds(TimeProvider.System), TimeProvider.System));
    }

    public async ValueTask InitializeAsync()
    {
        string built = Path.Combine(folder.FullName, "fp32");
        Build(built, Precision.Fp32);
        Thread = new ModelThread(
            built,
            Options,
            recipes: 4,
            new Readiness([]),
            notifier,
            new ResultIds(TimeProvider.System),
            TimeProvider.System,
            NullLogger<ModelThread>.Instance
        );
        await Thread.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Thread.StopAsync(CancellationToken.None);
        Thread.Dispose();
        notifier.Dispose();
        folder.Delete(recursive: true);
    }

    private static EngineOptions Options => new() { Profile = ExecutionProfile.Cpu, Context = 1024 };

    private static void Build(string output, Precision precision) =>
        ModelBuild.Run(
            Repository.At("samples/nano"),
            output,
            new BuildOptions { Precision = precision },
            progress: null,
            CancellationToken.None
        );
}
