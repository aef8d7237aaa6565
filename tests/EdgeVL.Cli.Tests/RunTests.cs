using System.Text.Json;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tests;
using EdgeVL.Daemon.Tests.Systemd;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Cli.Tests;

/// <summary>The daemon as a service manager, a broker and a subscriber see it.</summary>
public sealed class RunTests(NanoModelFixture nano) : IDisposable
{
    private const string Root = "edgevl/v1/test/line";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Readings_of_two_cameras_arrive_and_a_wanted_stop_drains_says_goodbye_and_ends_with_zero()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, $"{Root}/#");
        using EdgeVlProgram daemon = Start(broker.Port);

        await subscriber.UntilAsync(static all =>
            all.Count(static one => one.Topic == $"{Root}/belt/result/lot-code") >= 5
            && all.Any(static one => one.Topic == $"{Root}/shelf/result/parts")
        );
        await daemon.SignalAsync("TERM");
        Finished done = await daemon.EndAsync();
        await subscriber.FirstAsync(static one =>
            one.Topic == $"{Root}/status" && one.Payload.Contains("stopped", StringComparison.Ordinal)
        );

        Assert.Equal(ExitCode.Ok, done.Code);
        Result[] results = [.. Results(subscriber)];
        Assert.Equal(Enumerable.Range(1, results.Length).Select(static seq => (long)seq), results.Select(static result => result.Seq));
        Assert.All(results, static result => Assert.Equal(("test", "line"), (result.Site, result.Device)));
        Assert.Contains(results, static result => result.Recipe == "lot-code" && result.Texts.Any(static text => text.Text == "LOT-7537"));
        Assert.Contains(results, static result => result.Recipe == "parts" && result.Fields.ContainsKey("count"));
        Assert.Equal("online", Statuses(subscriber, $"{Root}/status")[0]);
        Assert.Equal("online", Statuses(subscriber, $"{Root}/belt/status").First(static status => status != "offline"));
        Assert.All(
            subscriber.All.Where(static one => one.Topic.Contains("/result/", StringComparison.Ordinal)),
            static one => Assert.False(one.Resend)
        );
        LastReading last = JsonSerializer.Deserialize(
            (await subscriber.FirstAsync(static one => one.Topic == $"{Root}/belt/last/lot-code")).Payload,
            ContractsJson.Wire.LastReading
        )!;
        Assert.True(last.Seq > 0);
    }

    [Fact]
    public async Task Killed_and_started_again_it_goes_on_where_it_was_without_a_hole_and_doubles_are_marked()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, $"{Root}/#");
        for (int round = 1; round <= 3; round++)
        {
            using EdgeVlProgram daemon = Start(broker.Port);
            int wanted = subscriber.All.Count + 12;
            await subscriber.UntilAsync(all => all.Count >= wanted);
            await daemon.SignalAsync("KILL");
            await daemon.EndAsync();
        }

        using EdgeVlProgram last = Start(broker.Port);
        int before = subscriber.All.Count;
        await subscriber.UntilAsync(all => all.Count >= before + 12);
        await last.SignalAsync("INT");
        Assert.Equal(ExitCode.Ok, (await last.EndAsync()).Code);
        await subscriber.FirstAsync(static one =>
            one.Topic == $"{Root}/status" && one.Payload.Contains("stopped", StringComparison.Ordinal)
        );

        var seen = new HashSet<long>();
        foreach (Received one in subscriber.All.Where(static one => one.Topic.Contains("/result/", StringComparison.Ordinal)))
        {
            Assert.True(seen.Add(one.Seq!.Value) || one.Resend, $"seq {one.Seq} came twice and is not marked");
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(static seq => (long)seq), seen.Order());
    }

    [Fact]
    public async Task A_service_manager_hears_ready_after_model_and_cameras_and_stopping_at_the_end()
    {
        using var socket = new NotifySocket(folder.At("notify"));
        using EdgeVlProgram daemon = Start(port: null, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = folder.At("notify") });

        List<string> words = [];
        while (!words.Exists(static word => word.Contains("READY=1", StringComparison.Ordinal)))
        {
            words.Add(await socket.NextAsync());
        }

        await daemon.SignalAsync("TERM");
        while (!words[^1].Contains("STOPPING=1", StringComparison.Ordinal))
        {
            words.Add(await socket.NextAsync());
        }

        Assert.Equal(ExitCode.Ok, (await daemon.EndAsync()).Code);
        Assert.Contains(words, static word => word.StartsWith("STATUS=loading the model", StringComparison.Ordinal));
        Assert.Contains(words, static word => word.StartsWith("EXTEND_TIMEOUT_USEC=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dead_camera_is_reported_and_the_other_one_is_read_all_the_same()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, $"{Root}/#");
        using EdgeVlProgram daemon = Start(broker.Port, shelf: "rtsp://127.0.0.1:9/none");

        await subscriber.UntilAsync(static all => all.Count(static one => one.Topic == $"{Root}/belt/result/lot-code") >= 3);
        Received dead = await subscriber.FirstAsync(static one =>
            one.Topic == $"{Root}/shelf/status" && !one.Payload.Contains("being opened", StringComparison.Ordinal)
        );

        Assert.Contains("\"offline\"", dead.Payload, StringComparison.Ordinal);
        await daemon.SignalAsync("TERM");
        Assert.Equal(ExitCode.Ok, (await daemon.EndAsync()).Code);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_a_fault_that_a_service_manager_sees()
    {
        using EdgeVlProgram daemon = Start(port: null, model: folder.At("nowhere"));

        Finished done = await daemon.EndAsync();

        Assert.Equal(ExitCode.Fault, done.Code);
        Assert.Contains("There is no model folder", done.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_configuration_are_told_at_once_with_their_places()
    {
        string file = folder.Write(
            "bad.yaml",
            "site: test\nmodle: { folder: x }\ncameras:\n  belt: { source: \"file:clip.mp4\", pace: slow }\nmqtt: { server: \"http://x\" }\n"
        );

        Finished done = await EdgeVlProgram.RunAsync("run", "--config", file);

        Assert.Equal(ExitCode.Input, done.Code);
        Assert.Contains("bad.yaml:2:1", done.Errors, StringComparison.Ordinal);
        Assert.Contains("'model'", done.Errors, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:4:", done.Errors, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:5:", done.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_http_server_tells_health_readiness_and_figures()
    {
        int port = Mosquitto.FreePort();
        using EdgeVlProgram daemon = Start(port: null, http: port);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        string ready = await UntilReadyAsync(client);
        string metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("ready\n", ready);
        Assert.Equal("ok\n", await client.GetStringAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Contains("edgevl_camera_up{camera=\"belt\"} 1", metrics, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<string> UntilReadyAsync(HttpClient client)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(
                    new Uri("/readyz", UriKind.Relative),
                    TestContext.Current.CancellationToken
                );
                if (answer.IsSuccessStatusCode)
                {
                    return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return "never";
    }

    private EdgeVlProgram Start(
        int? port,
        IReadOnlyDictionary<string, string>? variables = null,
        string? shelf = null,
        string? model = null,
        int http = 0
    )
    {
        string server = port is null ? "server: embedded, port: 0" : $"server: \"mqtt://127.0.0.1:{port}\"";
        string samples = Repository.At("samples");
        string file = folder.Write(
            "edgevl.yaml",
            $$"""
            site: test
            device: line
            model: { folder: "{{model ?? nano.Path}}", profile: cpu }
            cameras:
              belt: { source: "file:{{samples}}/clip.mp4", loop: true }
              shelf: { source: "{{shelf ?? $"folder:{samples}/frames"}}"{{(shelf is null ? ", loop: true" : "")}} }
            mqtt: { {{server}} }
            recipes: recipes
            store: { folder: store }
            http: { listen: "127.0.0.1:{{http}}" }
            """
        );
        folder.Write("recipes/lot-code.yaml", "recipe: lot-code\ncamera: belt\ntrigger: { interval: 200ms }\ntask: ocr\n");
        folder.Write("recipes/parts.yaml", "recipe: parts\ncamera: shelf\ntrigger: { interval: 300ms }\ntask: count\nthings: labels\n");
        return EdgeVlProgram.Start(variables ?? new Dictionary<string, string>(), "run", "--config", file);
    }

    private static IEnumerable<Result> Results(Subscriber subscriber) =>
        subscriber
            .All.Where(static one => one.Topic.Contains("/result/", StringComparison.Ordinal))
            .Select(static one => JsonSerializer.Deserialize(one.Payload, ContractsJson.Wire.Result)!);

    private static string[] Statuses(Subscriber subscriber, string topic) =>
        [
            .. subscriber
                .All.Where(one => one.Topic == topic)
                .Select(static one => JsonDocument.Parse(one.Payload).RootElement.GetProperty("status").GetString()!),
        ];
}
