using System.Net;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Configuration;
using EdgeVL.Daemon.Http;
using EdgeVL.Daemon.Systemd;
using EdgeVL.Daemon.Tests.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Tests.Http;

public sealed class HttpServerTests
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task Metrics_are_told_in_base_units_under_one_prefix()
    {
        await using WebApplication app = Build(0);
        await app.StartAsync(TestContext.Current.CancellationToken);
        EdgeMetrics metrics = app.Services.GetRequiredService<EdgeMetrics>();
        metrics.FramesRead("belt", 1);
        metrics.FramesRead("belt", 1);
        metrics.CameraReopened("gate", 1);
        metrics.CameraIsUp("belt", up: true);
        metrics.Triggered("lot-code", "missed");
        metrics.ResultMade(
            Results.Empty with
            {
                Camera = "belt",
                Recipe = "lot-code",
                Verdict = Verdict.NoRead,
                TimingMs = new PhaseTimes { Vision = 210, Total = 554 },
                Tokens = new TokenCounts
                {
                    Image = 300,
                    Prompt = 25,
                    Output = 31,
                },
            }
        );
        metrics.OutboxHolds(7);
        metrics.MessagePublished();
        metrics.BrokerIsUp(up: true);
        metrics.BrokerIsUp(up: false);

        string text = await Client.GetStringAsync(new Uri($"{app.Urls.Single()}/metrics"), TestContext.Current.CancellationToken);
        string[] lines =
        [
            .. text.Split('\n').Select(static line => line.Split(' ') is [var name, var value, ..] ? $"{name} {value}" : line),
        ];
        string[] expected =
        [
            "edgevl_camera_frames_total{camera=\"belt\"} 2",
            "edgevl_camera_reopens_total{camera=\"gate\"} 1",
            "edgevl_camera_up{camera=\"belt\"} 1",
            "edgevl_triggers_total{outcome=\"missed\",recipe=\"lot-code\"} 1",
            "edgevl_results_total{camera=\"belt\",recipe=\"lot-code\",verdict=\"no_read\"} 1",
            "edgevl_inference_duration_seconds_sum{phase=\"total\"} 0.554",
            "edgevl_inference_duration_seconds_count{phase=\"vision\"} 1",
            "edgevl_tokens_total{kind=\"image\"} 300",
            "edgevl_outbox_depth{} 7",
            "edgevl_published_total{} 1",
            "edgevl_broker_connects_total{} 1",
            "edgevl_broker_up{} 0",
        ];
        Assert.All(expected, line => Assert.Contains(line, lines));
        Assert.All(
            lines.Where(static line => line.Length > 0 && line[0] != '#'),
            static line => Assert.StartsWith("edgevl_", line, StringComparison.Ordinal)
        );
        Assert.Contains(lines, static line => line.StartsWith("edgevl_dotnet_gc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Counting_a_frame_allocates_nothing()
    {
        await using WebApplication app = Build(0);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, AllocatedBy(app.Services.GetRequiredService<EdgeMetrics>()));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_fault_with_its_remedy()
    {
        await using WebApplication first = Build(0);
        await first.StartAsync(TestContext.Current.CancellationToken);
        int port = new Uri(first.Urls.Single()).Port;
        await using WebApplication second = Build(port);
        Exception broken = await Assert.ThrowsAnyAsync<Exception>(() => second.StartAsync(TestContext.Current.CancellationToken));
        FaultException? fault = HttpServer.BindFault(broken, new HttpSection { Listen = new IPEndPoint(IPAddress.Loopback, port) });
        Assert.Equal(FaultCode.ConfigurationInvalid, fault?.Code);
        Assert.Contains($"127.0.0.1:{port}", fault!.Message, StringComparison.Ordinal);
        Assert.Null(HttpServer.BindFault(new InvalidOperationException(), new HttpSection()));
    }

    private static long AllocatedBy(EdgeMetrics metrics)
    {
        metrics.FramesRead("belt", 1); // the first of a camera makes its series
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            metrics.FramesRead("belt", 1);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static WebApplication Build(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddHttp(new HttpSection { Listen = new IPEndPoint(IPAddress.Loopback, port) });
        WebApplication app = builder.Build();
        app.MapHealth(new Readiness([]));
        return app;
    }
}
