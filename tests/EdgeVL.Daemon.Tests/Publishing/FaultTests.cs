using System.Diagnostics;
using System.Globalization;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests.Store;
using EdgeVL.Mqtt;
using EdgeVL.Testing.Brokers;

namespace EdgeVL.Daemon.Tests.Publishing;

/// <summary>What networks, brokers and machines do to a device; a subscriber and the store are compared afterwards.</summary>
/// <remarks>EDGEVL_SOAK multiplies the number of faults, for a night's run.</remarks>
public class FaultTests
{
    private static readonly int Soak = int.TryParse(
        Environment.GetEnvironmentVariable("EDGEVL_SOAK"),
        CultureInfo.InvariantCulture,
        out int times
    )
        ? times
        : 1;

    public enum Fault
    {
        Reset,
        Close,
        ResetBeforeAcknowledgement,
        Silence,
        Takeover,
    }

    [Theory]
    [InlineData(Fault.Reset, MqttVersion.V5, 12)]
    [InlineData(Fault.Close, MqttVersion.V5, 6)]
    [InlineData(Fault.ResetBeforeAcknowledgement, MqttVersion.V5, 12)]
    [InlineData(Fault.Silence, MqttVersion.V5, 2)]
    [InlineData(Fault.Takeover, MqttVersion.V5, 5)]
    [InlineData(Fault.Reset, MqttVersion.V311, 4)]
    public async Task Whatever_the_network_does_each_result_comes_and_a_double_says_so(Fault fault, MqttVersion version, int times)
    {
        await using Plant plant = await Plant.StartAsync(version);
        await plant.ConnectedAsync();
        using var enough = new CancellationTokenSource();
        Task producing = plant.ProduceAsync(enough.Token);
        for (int i = 0; i < times * Soak; i++)
        {
            await BreakAsync(plant, fault, i);
        }

        await enough.CancelAsync();
        await producing;
        await AssertAllCameAsync(plant, version, $"{fault} x {times * Soak}, {version}");
    }

    [Fact]
    public async Task A_broker_that_is_stopped_and_started_again_loses_nothing()
    {
        await using Plant plant = await Plant.StartAsync(persistent: true);
        await plant.ConnectedAsync();
        using var enough = new CancellationTokenSource();
        Task producing = plant.ProduceAsync(enough.Token);
        for (int i = 0; i < 3 * Soak; i++)
        {
            await NextAsync(plant, 20);
            await plant.Broker.StopAsync();
            await plant.ProduceAsync(5);
            await plant.Broker.StartAgainAsync();
            await plant.Subscriber.SubscribedAgainAsync(i + 2);
        }

        await enough.CancelAsync();
        await producing;
        Ledger ledger = await plant.SettleAsync();
        TestContext.Current.SendDiagnosticMessage($"broker stopped x {3 * Soak}: {ledger}");
        ledger.AssertWhole();
    }

    /// <remarks>
    /// A broker acknowledges before it has anything on its disk: what it had acknowledged and not delivered is gone with it, and so is what it
    /// took before the subscriber was back. The first is a window's worth at the moment of the kill; of the second the store knows.
    /// </remarks>
    [Fact]
    public async Task Of_a_broker_that_is_killed_only_what_it_acknowledged_itself_is_missing_and_the_store_knows_what_nobody_heard()
    {
        await using Plant plant = await Plant.StartAsync(persistent: true);
        await plant.ConnectedAsync();
        using var enough = new CancellationTokenSource();
        Task producing = plant.ProduceAsync(enough.Token, pause: 5);
        List<long> killedAt = [];
        for (int i = 0; i < 3 * Soak; i++)
        {
            await NextAsync(plant, 200);
            plant.Proxy.Refusing = i % 3 < 2; // the third time the device is back before the subscriber
            await plant.Broker.KillAsync();
            killedAt.Add(plant.Store.LastSeq);
            await plant.Broker.StartAgainAsync();
            await plant.Subscriber.SubscribedAgainAsync(i + 2);
            plant.Proxy.Refusing = false;
        }

        await enough.CancelAsync();
        await producing;
        Ledger ledger = await plant.SettleAsync();
        HashSet<long> unheard =
        [
            .. Deliveries(plant.Store).Where(static one => one.Delivery == Delivery.Unheard).Select(static one => one.Seq),
        ];
        long[] swallowed = [.. ledger.Missing.Where(seq => !unheard.Contains(seq))];
        TestContext.Current.SendDiagnosticMessage(
            $"broker killed x {3 * Soak}: {ledger}; of the missing {unheard.Count} unheard, {swallowed.Length} acknowledged and lost by the broker"
        );
        ledger.AssertHonest();
        Assert.Equal(0, plant.Store.Waiting);
        Assert.True(swallowed.Length <= 16 * killedAt.Count, $"{swallowed.Length} are missing that were neither unheard nor in a window");
        Assert.All(swallowed, seq => Assert.Contains(killedAt, at => seq <= at + 16 && seq > at - Plant.LongestBacklog - 16));
        if (unheard.Count > 0)
        {
            await plant.Subscriber.FirstAsync(static one => one.Payload.Contains("reached no subscriber", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_broker_that_hangs_is_left_and_found_again()
    {
        await using Plant plant = await Plant.StartAsync();
        await plant.ConnectedAsync();
        await plant.ProduceAsync(20);
        await plant.Broker.SuspendAsync();
        await plant.ProduceAsync(20);
        while (plant.Publisher.State.Connected)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await plant.Broker.ResumeAsync();
        Ledger ledger = await plant.SettleAsync();
        TestContext.Current.SendDiagnosticMessage($"broker hung: {ledger}");
        ledger.AssertWhole();
    }

    [Fact]
    public async Task A_slow_network_changes_nothing_but_the_time()
    {
        await using Plant plant = await Plant.StartAsync();
        plant.Proxy.Delay = TimeSpan.FromMilliseconds(30);
        await plant.ConnectedAsync();
        await plant.ProduceAsync(60);
        (await plant.SettleAsync()).AssertWhole();
    }

    [Fact]
    public async Task A_daemon_that_is_killed_sends_what_was_left_marked_where_it_may_be_a_double_and_ends_well_when_told_to()
    {
        using var folder = new TemporaryFolder();
        await using Mosquitto broker = await Mosquitto.StartAsync("max_queued_messages 1000000");
        await using Subscriber subscriber = await Subscriber.StartAsync(broker.Port, "edgevl/#");
        int kills = 5 * Soak;
        string[] ends = [.. Enumerable.Repeat("KILL", kills), "TERM", "INT"];
        for (int round = 0; round < ends.Length; round++)
        {
            await using ChildProcess child = ChildProcess.Start(ChildProcess.DaemonRole, folder.Path, broker.Port);
            int before = subscriber.All.Count;
            await subscriber.UntilAsync(all => all.Count > before + 30 + (round * 7 % 50));
            await child.EndAsync(ends[round]);
            Assert.Equal(ends[round] == "KILL" ? 137 : 0, child.ExitCode);
        }

        await using ResultStore store = Samples.Open(folder.Path);
        Assert.Equal(0, store.Waiting); // the wanted end has drained
        await subscriber.UntilAsync(all => all.Any(one => one.Seq == store.LastSeq));
        await subscriber.FirstAsync(static one => one.Payload.Contains("\"stopped\"", StringComparison.Ordinal));
        Ledger ledger = Ledger.Of(store, subscriber.All);
        TestContext.Current.SendDiagnosticMessage($"daemon killed x {kills}: {ledger}");
        ledger.AssertWhole();
        Assert.Equal(Enumerable.Range(1, (int)store.LastSeq).Select(static seq => (long)seq), Ledger.Numbers(store));
    }

    private static async Task BreakAsync(Plant plant, Fault fault, int turn)
    {
        await NextAsync(plant, 5 + (turn * 7 % 40));
        int accepted = plant.Proxy.Accepted;
        switch (fault)
        {
            case Fault.Reset or Fault.Close:
                plant.Proxy.Cut(reset: fault == Fault.Reset);
                break;
            case Fault.ResetBeforeAcknowledgement:
                plant.Proxy.CutAtPuback();
                break;
            case Fault.Silence:
                plant.Proxy.Silence();
                break;
            default:
                string port = plant.Broker.Port.ToString(CultureInfo.InvariantCulture);
                using (
                    Process thief = Process.Start(Mosquitto.Find("mosquitto_pub")!, ["-p", port, "-i", "edgevl-0042", "-t", "x", "-m", "y"])
                )
                {
                    await thief.WaitForExitAsync();
                }

                break;
        }

        while (plant.Proxy.Accepted == accepted)
        {
            await Task.Delay(2, CancellationToken.None);
        }
    }

    /// <summary>Waits until the subscriber has had some more messages.</summary>
    private static async Task NextAsync(Plant plant, int more)
    {
        int before = plant.Subscriber.All.Count;
        await plant.Subscriber.UntilAsync(all => all.Count >= before + more);
    }

    private static async Task AssertAllCameAsync(Plant plant, MqttVersion version, string what)
    {
        Ledger ledger = await plant.SettleAsync();
        if (version == MqttVersion.V5)
        {
            TestContext.Current.SendDiagnosticMessage($"{what}: {ledger}");
            ledger.AssertWhole();
            return;
        }

        // 3.1.1 has no properties: the number stands in the payload, a double cannot be marked.
        HashSet<long> came =
        [
            .. plant
                .Subscriber.All.Where(static one => one.Topic.Contains("/result/", StringComparison.Ordinal))
                .Select(static one => System.Text.Json.JsonDocument.Parse(one.Payload).RootElement.GetProperty("seq").GetInt64()),
        ];
        Assert.DoesNotContain(Ledger.Numbers(plant.Store), seq => !came.Contains(seq));
    }

    private static IEnumerable<StoredResult> Deliveries(ResultStore store)
    {
        long from = 1;
        while (
            store.Read(
                new ResultQuery
                {
                    From = from,
                    NewestFirst = false,
                    Limit = 1000,
                }
            )
                is { Count: > 0 } page
        )
        {
            foreach (StoredResult one in page)
            {
                yield return one;
            }

            from = page[^1].Seq + 1;
        }
    }
}
