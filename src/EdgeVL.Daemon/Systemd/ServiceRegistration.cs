using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeVL.Daemon.Systemd;

/// <summary>Makes a host a well-behaved systemd service.</summary>
public static class ServiceRegistration
{
    /// <summary>Registers <see cref="ServiceNotifier"/> and the gate that holds READY back until <paramref name="readiness"/> is complete;
    /// under systemd also READY, STOPPING, and log lines with their priority.</summary>
    public static IServiceCollection AddServiceNotification(this IServiceCollection services, Readiness readiness)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(readiness);
        services.AddSingleton(static provider => new ServiceNotifier(
            new SystemdNotifier(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ServiceNotifier>>()
        ));
        services.AddHostedService<ReadyGate>();

        // AddSystemd() asks whether the parent is called systemd, which ProtectProc=invisible hides: no READY, and the start times out.
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            services.Configure<ConsoleLoggerOptions>(static options => options.FormatterName = ConsoleFormatterNames.Systemd);
            services.AddSingleton<ISystemdNotifier>(static provider => provider.GetRequiredService<ServiceNotifier>());
            services.AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        return services;
    }
}
