using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Systemd;
using EdgeVL.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Hosting;

/// <summary>The daemon: cameras, model, recipes, store, broker and HTTP, joined and run until somebody stops them.</summary>
public static class EdgeDaemon
{
    // Long enough to drain a full window over a slow link; the unit allows more.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>Reads a configuration and its recipes, and runs them.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="listener">Told where the parts came to listen; null for nobody.</param>
    /// <param name="stop">A wanted stop, beside SIGTERM and Ctrl-C.</param>
    /// <returns>An <see cref="ExitCode"/>: 0 for a wanted stop, 70 for a worker's fault.</returns>
    /// <exception cref="FaultException">The configuration, a recipe, the store or an address cannot be used.</exception>
    public static async Task<int> RunAsync(string file, Action<DaemonAddresses>? listener, CancellationToken stop)
    {
        EdgeOptions options = ConfigurationFile.Read(file, CameraMapping.Context);
        RecipeSet recipes = RecipeFolder.Read(options.RecipeFolder, [.. options.Cameras.Select(static camera => camera.Name)]);
        await using EmbeddedBroker? broker = options.Mqtt.Server is MqttServer.Embedded embedded
            ? await EmbeddedBroker.StartAsync(embedded.Port, stop)
            : null;
        await using ResultStore store = ResultStore.Open(
            new StoreOptions
            {
                Folder = options.Store.Folder,
                Quota = options.Store.Quota,
                Keep = options.Store.Keep,
            },
            TimeProvider.System,
            Logging.Factory.CreateLogger<ResultStore>()
        );
        await using WebApplication app = Build(options, recipes, store, broker?.Address);
        return await RunAsync(app, options, recipes, broker?.Address, listener, stop);
    }

    private static WebApplication Build(EdgeOptions options, RecipeSet recipes, ResultStore store, BrokerAddress? embedded)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "edgevl" });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        Logging.Configure(builder.Logging);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = StopLimit);
        builder.AddHttp(options.Http);
        var readiness = new Readiness(options.Cameras.Select(static camera => camera.Name));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddServiceNotification(readiness);
        builder.Services.AddSingleton(store);
        builder.Services.AddStages(options, recipes, embedded);
        WebApplication app = builder.Build();
        app.MapHealth(readiness);
        return app;
    }

    private static async Task<int> RunAsync(
        WebApplication app,
        EdgeOptions options,
        RecipeSet recipes,
        BrokerAddress? embedded,
        Action<DaemonAddresses>? listener,
        CancellationToken stop
    )
    {
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("EdgeVL");
        logger.LogRemarks(options.File, options.Remarks);
        logger.LogRemarks(options.RecipeFolder, recipes.Remarks);

        // A host whose worker threw stops with exit code 0, so the workers are asked afterwards; the host disposes them on its way out.
        BackgroundService[] workers = [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        try
        {
            await app.StartAsync(stop);
            listener?.Invoke(DaemonAddresses.Of(app, embedded));
            await app.WaitForShutdownAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (workers.Any(static worker => worker.ExecuteTask is { IsFaulted: true }))
        {
            // The model or another stage failed while the start waited for it; its fault is told below.
            await app.StopAsync(CancellationToken.None);
        }
        catch (Exception broken) when (broken is IOException or System.Net.Sockets.SocketException)
        {
            throw HttpServer.BindFault(broken, options.Http)!;
        }

        return ExitCodeOf(workers, logger);
    }

    private static int ExitCodeOf(BackgroundService[] workers, ILogger logger)
    {
        int code = ExitCode.Ok;
        foreach (BackgroundService worker in workers)
        {
            if (worker.ExecuteTask is { IsFaulted: true, Exception: { } fault })
            {
                DaemonLog.WorkerFailed(logger, worker.GetType().Name, Explained(fault.GetBaseException()), fault.GetBaseException());
                code = ExitCode.Fault;
            }
        }

        return code;
    }

    private static string Explained(Exception fault) => fault is FaultException known ? known.Explained : fault.Message;
}
