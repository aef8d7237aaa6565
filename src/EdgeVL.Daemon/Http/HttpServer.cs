using System.Net;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Systemd;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace EdgeVL.Daemon.Http;

/// <summary>The HTTP server: what it listens on and answers.</summary>
public static class HttpServer
{
    /// <summary>Lets a host listen where the configuration says, and registers <see cref="EdgeMetrics"/> with its exporter.</summary>
    public static void AddHttp(this WebApplicationBuilder builder, HttpSection http)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(http.Listen);
        });
        builder.Services.AddSingleton<EdgeMetrics>();
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(static metrics =>
                metrics
                    .AddMeter(EdgeMetrics.MeterName)
                    .AddRuntimeInstrumentation()
                    .AddView(static instrument => Prefixed(instrument.Name))
                    .AddPrometheusExporter(static exporter =>
                    {
                        exporter.ScopeInfoEnabled = false;
                        exporter.TargetInfoEnabled = false;
                    })
            );
    }

    /// <summary>Answers <c>/healthz</c> (the process lives), <c>/readyz</c> (it can read; else 503 and what is missing) and <c>/metrics</c>.</summary>
    public static void MapHealth(this WebApplication app, Readiness readiness)
    {
        app.MapGet("/healthz", static () => Results.Text("ok\n"));
        app.MapGet("/readyz", () => Ready(readiness.Missing));
        app.MapPrometheusScrapingEndpoint();
    }

    /// <summary>The fault behind an exception of a host's start, where the address could not be taken; else null.</summary>
    public static FaultException? BindFault(Exception broken, HttpSection http) =>
        broken is IOException or System.Net.Sockets.SocketException
            ? new FaultException(
                FaultCode.ConfigurationInvalid,
                $"The HTTP server cannot listen on {http.Listen}: {broken.Message}",
                "Stop the program that holds the port, or choose another one in 'http.listen'.",
                broken
            )
            : null;

    // Everything that the device tells begins alike, the run time's figures too.
    private static MetricStreamConfiguration? Prefixed(string name) =>
        name.StartsWith("edgevl.", StringComparison.Ordinal) ? null : new MetricStreamConfiguration { Name = $"edgevl.{name}" };

    private static IResult Ready(IReadOnlyList<string> missing) =>
        missing.Count == 0
            ? Results.Text("ready\n")
            : Results.Problem(
                statusCode: (int)HttpStatusCode.ServiceUnavailable,
                title: "Not ready",
                detail: $"Waiting for {string.Join(", ", missing)}.",
                extensions: new Dictionary<string, object?> { ["missing"] = missing }
            );
}
