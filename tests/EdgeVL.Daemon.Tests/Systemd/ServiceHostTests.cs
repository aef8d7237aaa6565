using System.Net;
using System.Text.Json.Nodes;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Systemd;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace EdgeVL.Daemon.Tests.Systemd;

[Collection(nameof(ServiceEnvironment))]
public sealed class ServiceHostTests : IDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly ServiceEnvironment environment = new();
    private readonly Readiness readiness = new(["belt"]);

    [Fact]
    public async Task Ready_is_said_when_the_model_and_the_cameras_are_there_and_stopping_when_it_ends()
    {
        using NotifySocket socket = environment.Listen();
        await using WebApplication app = Build();
        Assert.Equal(ConsoleFormatterNames.Systemd, app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
        Task start = app.StartAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("EXTEND_TIMEOUT_USEC=", await socket.NextAsync(), StringComparison.Ordinal);

        string address = app.Urls.Single();
        Assert.Equal(
            HttpStatusCode.OK,
            (await Client.GetAsync(new Uri($"{address}/healthz"), TestContext.Current.CancellationToken)).StatusCode
        );
        Assert.Equal(["model", "camera belt"], await MissingAsync(address));
        readiness.ModelLoaded();
        Assert.Equal(["camera belt"], await MissingAsync(address));
        Assert.False(start.IsCompleted);
        app.Services.GetRequiredService<ServiceNotifier>().Status("waiting for belt");
        Assert.Equal("STATUS=waiting for belt", await socket.NextWordAsync());
        Assert.True(socket.IsSilent);

        readiness.CameraReported("belt");
        Assert.Equal("READY=1", await socket.NextWordAsync());
        await start;
        Assert.Equal(
            HttpStatusCode.OK,
            (await Client.GetAsync(new Uri($"{address}/readyz"), TestContext.Current.CancellationToken)).StatusCode
        );

        await app.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal("STOPPING=1", await socket.NextWordAsync());
    }

    [Fact]
    public async Task A_stop_during_the_start_ends_it_without_ready()
    {
        using NotifySocket socket = environment.Listen();
        await using WebApplication app = Build();
        Task start = app.StartAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("EXTEND_TIMEOUT_USEC=", await socket.NextAsync(), StringComparison.Ordinal);
        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.Equal("STOPPING=1", await socket.NextWordAsync());
    }

    [Fact]
    public async Task A_socket_that_is_gone_stops_neither_start_nor_end()
    {
        environment.Listen().Dispose();
        await using WebApplication app = Build();
        readiness.ModelLoaded();
        readiness.CameraReported("belt");
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Outside_of_systemd_the_host_waits_all_the_same()
    {
        await using WebApplication app = Build();
        Assert.Null(app.Services.GetService<ISystemdNotifier>());
        Task start = app.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(start.IsCompleted);
        readiness.ModelLoaded();
        readiness.CameraReported("belt");
        await start;
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => environment.Dispose();

    private static async Task<string[]> MissingAsync(string address)
    {
        using HttpResponseMessage answer = await Client.GetAsync(new Uri($"{address}/readyz"), TestContext.Current.CancellationToken);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "application/problem+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType)
        );
        JsonNode problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return [.. ((JsonArray)problem["missing"]!).Select(static what => what!.GetValue<string>())];
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.AddHttp(new HttpSection { Listen = new IPEndPoint(IPAddress.Loopback, 0) });
        builder.Services.AddServiceNotification(readiness);
        WebApplication app = builder.Build();
        app.MapHealth(readiness);
        return app;
    }
}
