using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Outgoing;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Mqtt.Tests;

/// <summary>The link against a real broker.</summary>
public class LinkToMosquittoTests
{
    [Fact]
    public async Task On_MQTT_5_a_message_says_what_it_is()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port);
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await link.ConnectedAsync();
        outbox.Add(2);
        await subscriber.UntilAsync(static all => all.Count(static one => one.Seq > 0) == 2);
        Received first = subscriber.All.First(static one => one.Seq == 1);
        Assert.Equal(("t/odd", "application/json", "1", "live"), (first.Topic, first.ContentType, first.Format, first.Lane));
        Assert.Equal("test/1", first.Properties["schema"]);
        Assert.False(first.Properties.ContainsKey("resend"));
    }

    [Fact]
    public async Task On_3_1_1_the_same_messages_arrive_without_properties()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port);
        var outbox = new MemoryOutbox();
        outbox.Add(20);
        await using var link = new RunningLink(RunningLink.To(broker.Port, MqttVersion.V311), outbox);
        await subscriber.UntilAsync(static all => all.Count(static one => one.Topic != "t/status") == 20);
        Assert.All(subscriber.All, static one => Assert.Empty(one.Properties));
        Assert.Contains(broker.Log, static line => line.Contains("as edgevl-test (p2,", StringComparison.Ordinal));
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
    }

    [Theory]
    [InlineData(MqttVersion.V5)]
    [InlineData(MqttVersion.V311)]
    public async Task The_status_is_online_then_offline_by_the_will_and_online_again_and_stopped_at_a_wanted_end(MqttVersion version)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using var proxy = new FaultProxy(broker.Port);
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, "t/status");
        await using var link = new RunningLink(RunningLink.To(proxy.Port, version), new MemoryOutbox());
        await subscriber.UntilAsync(static all => all.Count == 1);
        proxy.Cut();
        await subscriber.UntilAsync(static all => all.Count == 3);
        await link.StopAsync();
        await subscriber.UntilAsync(static all => all.Count == 4);
        Assert.Equal(
            ["""{"status":"online"}""", """{"status":"offline"}""", """{"status":"online"}""", """{"status":"stopped"}"""],
            subscriber.All.Select(static one => one.Payload)
        );

        await using Subscriber later = await Subscriber.StartAsync(broker.Port, "t/status");
        Received kept = await later.FirstAsync(static one => one.Retained);
        Assert.Equal("""{"status":"stopped"}""", kept.Payload);
    }

    [Fact]
    public async Task User_and_password_open_the_door_and_a_wrong_one_is_named()
    {
        await using Mosquitto broker = await WithAccountAsync();
        MqttOptions right = RunningLink.To(broker.Port) with { User = "edgevl", Password = "gehe:im" };
        await using var link = new RunningLink(right, new MemoryOutbox());
        await link.ConnectedAsync();

        await using var wrong = new RunningLink(right with { ClientId = "other", Password = "x" }, new MemoryOutbox());
        LinkState refused = await wrong.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("not authorized", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(FaultCode.BrokerRefused, refused.Code);

        MqttOptions old = right with { ClientId = "old", Password = "x", Version = MqttVersion.V311 };
        await using var wrong311 = new RunningLink(old, new MemoryOutbox());
        Assert.Contains(
            "not authorized",
            (await wrong311.UntilAsync(static state => state.Phase == LinkPhase.Waiting)).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_topic_that_the_broker_denies_is_shown_and_nothing_of_it_is_lost()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(
            "acl_file {folder}/acl",
            files: new Dictionary<string, string> { ["acl"] = "topic readwrite t/status\ntopic readwrite t/even\ntopic read #\n" }
        );
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port) with { Window = 1 }, outbox);
        await link.ConnectedAsync();
        outbox.Add(2);
        LinkState state = await link.UntilAsync(static state => state is { Connected: true, Code: FaultCode.BrokerRefused });
        Assert.Contains("'t/odd': not authorized", state.Reason, StringComparison.Ordinal);
        Assert.Equal(2, outbox.Waiting);
    }

    [Fact]
    public async Task The_brokers_limit_is_known_to_the_byte_and_a_packet_of_its_very_size_arrives()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync("max_packet_size 1000");
        var asked = new TaskCompletionSource<PacketLimit>();
        var outbox = new RecordingOutbox(new MemoryOutbox(), wanted => asked.TrySetResult(wanted.Limit));
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        outbox.Inner.Add(1);
        PacketLimit limit = await asked.Task.WaitAsync(Subscriber.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(1000, limit.Maximum);

        var next = new OutboxMessage
        {
            Lane = OutboxLane.Live,
            Key = 2,
            Topic = MemoryOutbox.TopicOf(2),
            Payload = new byte[800],
            Schema = "test/1",
            Seq = 2,
        };
        int exact = 800 + 1000 - (int)limit.Size(next);
        Assert.False(limit.Allows(next with { Payload = new byte[exact + 1] }));
        outbox.Inner.Add(1, payload: exact);
        await RunningLink.EventuallyAsync(() => outbox.Inner.Waiting == 0, "all are acknowledged");
        Assert.DoesNotContain(link.States, static state => state.Phase == LinkPhase.Waiting);
    }

    [Fact]
    public async Task A_second_client_of_the_same_id_is_named_as_the_likely_cause_and_both_are_not_hurried()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        MqttOptions options = RunningLink.To(broker.Port);
        await using var one = new RunningLink(options, new MemoryOutbox());
        await one.ConnectedAsync();
        await using var other = new RunningLink(options, new MemoryOutbox());
        LinkState state = await one.UntilAsync(static state => state.Reason.Contains("is the client id", StringComparison.Ordinal));
        Assert.Contains("'edgevl-test'", state.Reason, StringComparison.Ordinal);
        Assert.True(state.RetryAt - state.Since >= RunningLink.Fast.TakenOverRetry);
        Assert.Contains("its own client id", state.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_are_announced_on_every_connect_for_a_broker_may_have_forgotten_them()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(); // keeps nothing over a restart
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        link.Link.Retain("t/cam/status", """{"status":"offline"}"""u8.ToArray(), "s");
        link.Link.Retain("t/cam/status", """{"status":"online"}"""u8.ToArray(), "s");
        await link.ConnectedAsync();
        await broker.KillAsync();
        await broker.StartAgainAsync();
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port);
        Received camera = await subscriber.FirstAsync(static one => one.Topic == "t/cam/status");
        Assert.Equal("""{"status":"online"}""", camera.Payload);
        Assert.Equal("s", camera.Properties["schema"]);
    }

    [Fact]
    public async Task The_number_of_messages_a_second_is_measured()
    {
        // By default it drops what a subscriber is more than 1,000 messages behind with.
        await using Mosquitto broker = await Mosquitto.StartAsync("max_queued_messages 0");
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port);
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await link.ConnectedAsync();
        const int Count = 5000;
        long from = TimeProvider.System.GetTimestamp();
        outbox.Add(Count, payload: 500);
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
        double seconds = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
        TestContext.Current.SendDiagnosticMessage($"link alone: {Count / seconds:0} messages of 500 B a second");
        await subscriber.UntilAsync(static all => all.Count(static one => one.Seq > 0) >= Count);
        Assert.Equal(
            Enumerable.Range(1, Count).Select(static seq => (long?)seq),
            subscriber.All.Where(static one => one.Seq > 0).Select(static one => one.Seq)
        );
    }

    private static async Task<Mosquitto> WithAccountAsync()
    {
        Assert.SkipUnless(Mosquitto.Installed, Mosquitto.Missing);
        string made = Path.GetTempFileName();
        using (var make = System.Diagnostics.Process.Start(Mosquitto.Find("mosquitto_passwd")!, ["-b", made, "edgevl", "gehe:im"]))
        {
            await make.WaitForExitAsync();
        }

        var files = new Dictionary<string, string> { ["passwords"] = await File.ReadAllTextAsync(made) };
        File.Delete(made);
        return await Mosquitto.StartAsync("password_file {folder}/passwords", anonymous: false, files: files);
    }

    private sealed class RecordingOutbox(MemoryOutbox inner, Action<ClaimRequest> onClaim) : IOutbox
    {
        public event EventHandler? Added
        {
            add => Inner.Added += value;
            remove => Inner.Added -= value;
        }

        public MemoryOutbox Inner { get; } = inner;

        public Task ReleaseAsync() => Inner.ReleaseAsync();

        public Task<Claimed> ExchangeAsync(IReadOnlyList<Acknowledgement> settled, ClaimRequest wanted)
        {
            onClaim(wanted);
            return Inner.ExchangeAsync(settled, wanted);
        }
    }
}
