using System.Threading.Channels;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Systemd;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Pipeline;

/// <summary>The one thread that owns the model: loads it, then does one piece of work after the other, off the thread pool.</summary>
internal sealed partial class ModelThread : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string folder;
    private readonly EngineOptions options;
    private readonly Readiness readiness;
    private readonly ServiceNotifier notifier;
    private readonly TimeProvider time;
    private readonly ILogger<ModelThread> logger;
    private readonly Channel<Action<Inspector>> work;
    private readonly ResultIds ids;

    /// <summary>Makes the thread; the model is loaded when the service starts.</summary>
    /// <param name="recipes">How many recipes may ask at once: each has one piece of work at most.</param>
    public ModelThread(
        string folder,
        EngineOptions options,
        int recipes,
        Readiness readiness,
        ServiceNotifier notifier,
        ResultIds ids,
        TimeProvider time,
        ILogger<ModelThread> logger
    )
    {
        this.folder = folder;
        this.options = options;
        this.readiness = readiness;
        this.notifier = notifier;
        this.ids = ids;
        this.time = time;
        this.logger = logger;
        work = Channel.CreateBounded<Action<Inspector>>(new BoundedChannelOptions(Math.Max(1, recipes)) { SingleReader = true });
    }

    /// <summary>Does <paramref name="body"/> on the model's thread and gives what it returns.</summary>
    public async Task<T> DoAsync<T>(Func<Inspector, T> body, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await work.Writer.WriteAsync(inspector => Complete(done, body, inspector, cancellation), cancellation);
        return await done.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(ended, stoppingToken)) { IsBackground = true, Name = "model" };
        thread.Start();
        return ended.Task;
    }

    private void Run(TaskCompletionSource ended, CancellationToken stop)
    {
        try
        {
            using VisionLanguageModel model = Load();
            readiness.ModelLoaded();
            Work(new Inspector(model, ids, time), stop);
            ended.SetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            ended.SetResult();
        }
#pragma warning disable CA1031 // whatever ended the thread ends the service: it is handed to the host, which stops with a fault
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ended.SetException(fault);
        }
    }

    private VisionLanguageModel Load()
    {
        using IDisposable patience = notifier.ExtendTimeout(Patience);
        notifier.Status($"loading the model {folder}");
        OnnxRuntimeFacts runtime = OnnxRuntimeLibrary.Facts;
        LogRuntime(runtime.Version, runtime.Origin, string.Join(", ", runtime.Providers));
        long started = time.GetTimestamp();
        VisionLanguageModel model = VisionLanguageModel.Load(folder, options, time, logger);
        LogLoaded(
            model.Built.Manifest.Name,
            model.Built.Manifest.Precision,
            string.Join(", ", model.Providers),
            time.GetElapsedTime(started).TotalSeconds
        );
        return model;
    }

    private void Work(Inspector inspector, CancellationToken stop)
    {
        ChannelReader<Action<Inspector>> reader = work.Reader;
        while (true)
        {
#pragma warning disable VSTHRD002 // this thread is the model's own: waiting here is its idle state, and no pool thread is held
            bool more = reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            if (!more)
            {
                return;
            }

            while (reader.TryRead(out Action<Inspector>? next))
            {
                next(inspector);
            }
        }
    }

    private static void Complete<T>(
        TaskCompletionSource<T> done,
        Func<Inspector, T> body,
        Inspector inspector,
        CancellationToken cancellation
    )
    {
        if (cancellation.IsCancellationRequested)
        {
            done.TrySetCanceled(cancellation);
            return;
        }

        try
        {
            done.TrySetResult(body(inspector));
        }
        catch (OperationCanceledException cancelled)
        {
            done.TrySetCanceled(cancelled.CancellationToken);
        }
#pragma warning disable CA1031 // the asker gets whatever happened, and decides
        catch (Exception fault)
#pragma warning restore CA1031
        {
            done.TrySetException(fault);
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "ONNX Runtime {Version} ({Origin}), compiled with {Providers}")]
    private partial void LogRuntime(string version, string origin, string providers);

    [LoggerMessage(2102, LogLevel.Information, "Model {Name} ({Precision}) loaded on {Providers} in {Seconds:F1} s")]
    private partial void LogLoaded(string name, string precision, string providers, double seconds);
}
