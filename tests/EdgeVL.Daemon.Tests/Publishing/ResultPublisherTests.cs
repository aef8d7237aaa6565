using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests.Store;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Daemon.Tests.Publishing;

public class ResultPublisherTests
{
    private const string Root = "edgevl/v1/plant-1/edgevl-0042";

    [Fact]
    public async Task A_subscriber_gets_status_camera_result_and_last_as_the_contract_says()
    {
        await using Plant plant = await Plant.StartAsync();
        plant.Publisher.Announce("line-1", new CameraStatus("online", null, DateTimeOffset.UnixEpoch));
        await plant.ConnectedAsync();
        Result stored = await plant.Store.AppendAsync(Samples.Result());
        Received last = await plant.Subscriber.FirstAsync(static one => one.Topic == Root + "/line-1/last/lot-code");
        Received result = await plant.Subscriber.FirstAsync(static one => one.Topic == Root + "/line-1/result/lot-code");

        Assert.Equal(JsonSerializer.Serialize(stored, ContractsJson.Wire.Result), result.Payload);
        Assert.Equal(("application/json", "1"), (result.ContentType, result.Format));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["schema"] = "edgevl/result/1",
                ["seq"] = "1",
                ["lane"] = "live",
            },
            result.Properties
        );

        LastReading lean = JsonSerializer.Deserialize(last.Payload, ContractsJson.Wire.LastReading)!;
        Assert.Equal((1, Verdict.Accept, "[\"LOT-4821\"]"), (lean.Seq, lean.Verdict, lean.Value!.ToJsonString()));
        Assert.True(Index(plant, result) < Index(plant, last), "last follows its result");

        DeviceStatus status = JsonSerializer.Deserialize(plant.Subscriber.All[0].Payload, ContractsJson.Wire.DeviceStatus)!;
        Assert.Equal(("online", "0.1.0", "boot-1"), (status.Status, status.Version, status.BootId));
        Assert.Equal(Root + "/status", plant.Subscriber.All[0].Topic);
        Received camera = await plant.Subscriber.FirstAsync(static one => one.Topic == Root + "/line-1/status");
        Assert.Equal("edgevl/camera-status/1", camera.Properties["schema"]);

        await using Subscriber later = await Subscriber.StartAsync(plant.Broker.Port, Root + "/#");
        await later.UntilAsync(static all => all.Count == 3);
        Assert.All(later.All, static one => Assert.True(one.Retained));
        Assert.DoesNotContain(later.All, static one => one.Topic.Contains("/result/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Last_is_told_again_after_a_restart_though_the_broker_forgot_it()
    {
        using var folder = new TemporaryFolder();
        await using (ResultStore before = Samples.Open(folder.Path))
        {
            for (int i = 0; i < 3; i++)
            {
                await before.AppendAsync(Samples.Result(recipe: i == 2 ? "other" : "lot-code"));
            }

            await Samples.AcknowledgeAsync(before, 1, 2, 3);
        }

        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, Root + "/#");
        await using ResultStore store = Samples.Open(folder.Path);
        using var publisher = Publisher.Of(store, broker.Port);
        await publisher.StartAsync(TestContext.Current.CancellationToken);
        Received last = await subscriber.FirstAsync(static one => one.Topic == Root + "/line-1/last/lot-code");
        Assert.Contains("\"seq\":2", last.Payload, StringComparison.Ordinal);
        await subscriber.FirstAsync(static one => one.Topic == Root + "/line-1/last/other");
        await publisher.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_backlog_comes_in_its_own_lane_between_its_begin_and_its_end()
    {
        using var folder = new TemporaryFolder();
        await using ResultStore store = Samples.Open(folder.Path);
        for (int i = 0; i < 30; i++)
        {
            await store.AppendAsync(Samples.Result());
        }

        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, Root + "/#");
        using var publisher = Publisher.Of(store, broker.Port);
        await publisher.StartAsync(TestContext.Current.CancellationToken);
        await subscriber.UntilAsync(static all => all.Any(static one => one.Payload.Contains("backlog_end", StringComparison.Ordinal)));
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        Received[] told = [.. subscriber.All.Where(static one => one.Seq > 0 || one.Topic.EndsWith("/event", StringComparison.Ordinal))];
        Assert.Contains("backlog seq 1-30 begins", told[0].Payload, StringComparison.Ordinal);
        Assert.Contains("backlog seq 1-30 ends", told[^1].Payload, StringComparison.Ordinal);
        Assert.All(told[1..^1], static one => Assert.Equal("backlog", one.Lane));
        Assert.Equal(Enumerable.Range(1, 30).Select(static seq => (long?)seq), told[1..^1].Select(static one => one.Seq));
    }

    [Fact]
    public async Task A_backlog_keeps_its_rate_and_a_new_result_does_not_wait_for_it()
    {
        await using Plant plant = await Plant.StartAsync(change: static options => options with { BacklogRate = 50 });
        await plant.ConnectedAsync();
        plant.Proxy.Refusing = true;
        plant.Proxy.Cut();
        await plant.ProduceAsync(200);
        plant.Proxy.Refusing = false;
        await plant.Subscriber.FirstAsync(static one => one.Lane == "backlog");
        long from = TimeProvider.System.GetTimestamp();
        Result live = await plant.Store.AppendAsync(Samples.Result());
        await plant.Subscriber.FirstAsync(one => one.Seq == live.Seq);
        Assert.True(plant.Store.Waiting > 40, $"{plant.Store.Waiting} of the backlog wait");
        (await plant.SettleAsync()).AssertWhole();
        double seconds = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
        Assert.InRange(seconds, 3, 20); // 200 results, of them a window at once, the rest at 50 a second
    }

    [Fact]
    public async Task A_stop_drains_what_is_stored()
    {
        await using Plant plant = await Plant.StartAsync();
        await plant.ConnectedAsync();
        await plant.ProduceAsync(100);
        await plant.Publisher.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, plant.Store.Waiting);
        await plant.Subscriber.FirstAsync(static one => one.Payload.Contains("\"stopped\"", StringComparison.Ordinal));
        Ledger.Of(plant.Store, plant.Subscriber.All).AssertWhole();
    }

    [Fact]
    public async Task Without_a_broker_results_are_stored_as_fast_as_with_one()
    {
        using var folder = new TemporaryFolder();
        await using ResultStore store = Samples.Open(folder.Path);
        using var publisher = Publisher.Of(store, Mosquitto.FreePort());
        await publisher.StartAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < 50; i++)
        {
            await store.AppendAsync(Samples.Result()).WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        }

        Assert.Equal(50, store.Waiting);
        await publisher
            .StopAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Store_and_link_together_are_measured()
    {
        await using Plant plant = await Plant.StartAsync();
        await plant.ConnectedAsync();
        const int Count = 1000;
        long from = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => plant.Store.AppendAsync(Samples.Result())));
        Ledger ledger = await plant.SettleAsync();
        double seconds = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
        TestContext.Current.SendDiagnosticMessage($"store to subscriber, on the disk at each step: {Count / seconds:0} results a second");
        ledger.AssertWhole();
    }

    private static int Index(Plant plant, Received one) => plant.Subscriber.All.ToList().IndexOf(one);
}
