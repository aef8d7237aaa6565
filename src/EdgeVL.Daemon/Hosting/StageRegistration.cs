using EdgeVL.Capture;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Pipeline;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Systemd;
using EdgeVL.Mqtt;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Hosting;

/// <summary>Registers the stages of the pipeline. A host stops them in reverse order: recipes first, then cameras and model, the publisher last.</summary>
internal static class StageRegistration
{
    // Results are worth more than what they were made of.
    private const int EvidenceShare = 4;

    public static void AddStages(this IServiceCollection services, EdgeOptions options, RecipeSet recipes, BrokerAddress? embedded)
    {
        services.AddSingleton(static provider => new ResultIds(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new EvidenceStore(
            Path.Combine(options.Store.Folder, EvidenceStore.Name),
            options.Store.Quota / EvidenceShare,
            provider.GetRequiredService<ILogger<EvidenceStore>>()
        ));
        services.AddSingleton(provider => Publisher(provider, options, embedded));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ResultPublisher>());
        services.AddSingleton(provider => Model(provider, options.Model, recipes.Recipes.Count));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ModelThread>());
        services.AddSingleton<IReadOnlyList<CameraStage>>(provider => [.. options.Cameras.Select(camera => Camera(provider, camera))]);
        for (int i = 0; i < options.Cameras.Count; i++)
        {
            int index = i;
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<IReadOnlyList<CameraStage>>()[index]);
        }

        services.AddSingleton<IHostedService, StatusReporter>();
        foreach (Recipe recipe in recipes.Recipes.Where(static recipe => recipe.Trigger is not null))
        {
            services.AddSingleton<IHostedService>(provider => Worker(provider, options, recipe));
        }
    }

    private static ResultPublisher Publisher(IServiceProvider provider, EdgeOptions options, BrokerAddress? embedded)
    {
        MqttSection mqtt = options.Mqtt;
        var settings = new MqttOptions
        {
            Server = mqtt.Server is MqttServer.Remote remote ? new BrokerAddress(remote.Host, remote.Port, remote.Tls) : embedded!,
            ClientId = mqtt.ClientId,
            Version = mqtt.Version == MqttProtocol.V311 ? MqttVersion.V311 : MqttVersion.V5,
            User = mqtt.User,
            Password = mqtt.Password?.Reveal(),
            Tls = new MqttTlsOptions
            {
                Ca = mqtt.Ca,
                Certificate = mqtt.Cert,
                Key = mqtt.Key,
            },
            KeepAlive = mqtt.KeepAlive,
        };
        return new ResultPublisher(
            provider.GetRequiredService<ResultStore>(),
            settings,
            new TopicNames(mqtt.Root),
            DeviceIdentity.Current,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MqttLink>>()
        );
    }

    private static ModelThread Model(IServiceProvider provider, ModelSection model, int recipes)
    {
        var engine = new EngineOptions
        {
            Profile = model.Profile switch
            {
                ModelProfile.Cpu => ExecutionProfile.Cpu,
                ModelProfile.Cuda => ExecutionProfile.Cuda,
                ModelProfile.Jetson => ExecutionProfile.Jetson,
                _ => ExecutionProfile.Auto,
            },
            Threads = model.Threads ?? 0,
            CacheFolder = Environment.GetEnvironmentVariable("CACHE_DIRECTORY"),
        };
        return new ModelThread(
            model.Folder,
            model.Context is { } context ? engine with { Context = context } : engine,
            recipes,
            provider.GetRequiredService<Readiness>(),
            provider.GetRequiredService<ServiceNotifier>(),
            provider.GetRequiredService<ResultIds>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelThread>>()
        );
    }

    private static CameraStage Camera(IServiceProvider provider, CameraSection camera) =>
        new(
            camera.Name,
            CameraMapping.ToOptions(camera),
            provider.GetRequiredService<ResultPublisher>(),
            provider.GetRequiredService<Readiness>(),
            provider.GetRequiredService<EdgeMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CameraReader>>()
        );

    private static RecipeWorker Worker(IServiceProvider provider, EdgeOptions options, Recipe recipe)
    {
        TimeProvider time = provider.GetRequiredService<TimeProvider>();
        ResultStore store = provider.GetRequiredService<ResultStore>();
        ModelThread model = provider.GetRequiredService<ModelThread>();
        ILogger<RecipeWorker> logger = provider.GetRequiredService<ILogger<RecipeWorker>>();
        var surroundings = new RecipeSurroundings
        {
            Site = options.Site,
            Device = options.Device,
            Baselines = new StoredBaselines(options.Store.Folder),
            KeepsEvidence = recipe.Publish.Evidence != EvidencePolicy.Never,
            Time = time,
        };
        var records = new ActivationFolder(Path.Combine(options.Store.Folder, ActivationFolder.Name));
        return new RecipeWorker(
            recipe,
            surroundings,
            provider.GetRequiredService<IReadOnlyList<CameraStage>>().First(camera => camera.Name == recipe.Camera),
            model,
            new RecipeTrust(recipe, surroundings, model, records, store, time, logger),
            store,
            provider.GetRequiredService<EvidenceStore>(),
            provider.GetRequiredService<EdgeMetrics>(),
            time,
            logger
        );
    }
}
