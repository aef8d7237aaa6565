using System.Net;
using System.Net.Sockets;
using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Outgoing;
using EdgeVL.Mqtt.Tests.Brokers;

namespace EdgeVL.Mqtt.Tests;

/// <summary>What the link makes of each code and limit; a broker that answers on demand stands in for those that do not.</summary>
public class LinkToFakeBrokerTests
{
    private static readonly byte[] WindowOfThree = [0x21, 0, 3];

    [Theory]
    [InlineData(0x01, "does not speak this version", FaultCode.BrokerRefused)]
    [InlineData(0x84, "does not speak this version", FaultCode.BrokerRefused)]
    [InlineData(0x85, "the client id 'edgevl-test' is not allowed", FaultCode.BrokerRefused)]
    [InlineData(0x86, "bad user name or password", FaultCode.BrokerRefused)]
    [InlineData(0x87, "not authorized", FaultCode.BrokerRefused)]
    [InlineData(0x8A, "banned", FaultCode.BrokerRefused)]
    [InlineData(0x8C, "authentication method", FaultCode.BrokerRefused)]
    [InlineData(0x95, "too large", FaultCode.BrokerRefused)]
    [InlineData(0x9A, "no retained messages", FaultCode.BrokerRefused)]
    [InlineData(0x9B, "no messages of QoS 1", FaultCode.BrokerRefused)]
    [InlineData(0x9D, "has moved", FaultCode.BrokerRefused)]
    [InlineData(0x88, "unavailable", FaultCode.BrokerUnreachable)]
    [InlineData(0x89, "busy", FaultCode.BrokerUnreachable)]
    [InlineData(0x97, "quota", FaultCode.BrokerUnreachable)]
    [InlineData(0x9F, "too many connections", FaultCode.BrokerUnreachable)]
    [InlineData(0x80, "no reason that is known", FaultCode.BrokerUnreachable)]
    public async Task A_refusal_is_shown_as_what_it_is_and_one_of_settings_is_not_hurried(int code, string words, FaultCode number)
    {
        await using var broker = new FakeBroker { Connack = () => FakeBroker.Accept(code) };
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains(words, state.Reason, StringComparison.Ordinal);
        Assert.Contains($"0x{code:X2}", state.Reason, StringComparison.Ordinal);
        Assert.Equal(number, state.Code);
        Assert.NotEmpty(state.Remedy);
        Assert.DoesNotContain(link.States, static state => state.Connected);
        TimeSpan wait = state.RetryAt!.Value - state.Since;
        Assert.Equal(number == FaultCode.BrokerRefused, wait >= RunningLink.Fast.SettingsRetry);
    }

    [Theory]
    [InlineData(1, "0x84")]
    [InlineData(2, "0x85")]
    [InlineData(3, "0x88")]
    [InlineData(4, "0x86")]
    [InlineData(5, "0x87")]
    public async Task A_refusal_of_3_1_1_is_shown_likewise(byte code, string shown)
    {
        await using var broker = new FakeBroker { Connack = () => FakeBroker.Accept311(code) };
        await using var link = new RunningLink(RunningLink.To(broker.Port, MqttVersion.V311), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains(shown, state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_broker_adds_to_a_refusal_is_shown()
    {
        byte[] properties = [.. FakeBroker.Text(0x1F, "licence is out"), .. FakeBroker.Text(0x1C, "other.example:1883")];
        await using var broker = new FakeBroker { Connack = () => FakeBroker.Accept(0x9D, 0, properties) };
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("licence is out", state.Reason, StringComparison.Ordinal);
        Assert.Contains("other.example:1883", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_takes_QoS_0_only_is_refused_for_nothing_would_be_acknowledged()
    {
        await using var broker = new FakeBroker { Connack = () => FakeBroker.Accept(0, 0, 0x24, 0) };
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("QoS 1", state.Reason, StringComparison.Ordinal);
        Assert.Empty(broker.Published);
    }

    [Fact]
    public async Task A_session_that_nobody_asked_for_is_closed()
    {
        await using var broker = new FakeBroker { Connack = () => FakeBroker.Accept(0, flags: 1) };
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("session", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_an_answer_names_the_likely_causes()
    {
        await using var broker = new FakeBroker { Connack = static () => null };
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("closed the connection without an answer", state.Reason, StringComparison.Ordinal);
        Assert.Contains("mqtts://", state.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_never_answers_is_given_up_after_a_while()
    {
        await using var broker = new FakeBroker { Connack = static () => [] };
        MqttOptions options = RunningLink.To(broker.Port) with { Timings = RunningLink.Fast with { Connect = TimeSpan.FromSeconds(0.5) } };
        await using var link = new RunningLink(options, new MemoryOutbox());
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("does not answer within 0.5 s", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_and_a_name_that_is_not_known_are_told_apart()
    {
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // taken, and not listening
            await using var link = new RunningLink(RunningLink.To(((IPEndPoint)socket.LocalEndPoint!).Port), new MemoryOutbox());
            LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
            Assert.Contains("nothing listens there", state.Reason, StringComparison.Ordinal);
            Assert.Equal(FaultCode.BrokerUnreachable, state.Code);
        }

        MqttOptions nowhere = RunningLink.To(1) with { Server = BrokerAddress.Parse("mqtt://no-such-host.invalid") };
        await using var lost = new RunningLink(nowhere, new MemoryOutbox());
        LinkState unknown = await lost.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("the name 'no-such-host.invalid' is not known", unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_messages_are_open_than_the_broker_allows()
    {
        int open = 0;
        int most = 0;
        var held = new Queue<byte[]>();
        await using var broker = new FakeBroker { Connack = static () => FakeBroker.Accept(0, 0, WindowOfThree) };
        broker.OnPublish = packet =>
        {
            most = Math.Max(most, ++open);
            held.Enqueue(FakeBroker.Puback(packet, 0));
            if (open < 3 && packet.Topic != "t/status")
            {
                return null; // until the window is full
            }

            byte[] answers = [.. held.SelectMany(static answer => answer)];
            held.Clear();
            open = 0;
            return answers;
        };
        var outbox = new MemoryOutbox();
        outbox.Add(30);
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Online_is_said_and_acknowledged_before_anything_else_on_every_connect()
    {
        await using var broker = new FakeBroker();
        var outbox = new MemoryOutbox();
        outbox.Add(3);
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        link.Link.Retain("t/cam/status", new byte[5], "s");
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
        string[] topics = [.. broker.Published.Select(static packet => packet.Topic)];
        Assert.Equal(["t/status", "t/cam/status", "t/odd", "t/even", "t/odd"], topics);
        Assert.All(broker.Published.Take(2), static packet => Assert.True(packet.Retain));
        Assert.All(broker.Published.Skip(2), static packet => Assert.False(packet.Retain));
    }

    [Fact]
    public async Task States_are_not_retained_where_the_broker_keeps_none()
    {
        await using var broker = new FakeBroker { Connack = static () => FakeBroker.Accept(0, 0, 0x25, 0) };
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        await RunningLink.EventuallyAsync(() => broker.Published.Any(), "online is said");
        Assert.False(broker.Published.First().Retain);
    }

    [Fact]
    public async Task A_shorter_keep_alive_of_the_broker_is_obeyed()
    {
        // MQTTnet would ping after its own 60 s.
        await using var broker = new FakeBroker { Connack = static () => FakeBroker.Accept(0, 0, 0x13, 0, 1) };
        await using var link = new RunningLink(
            RunningLink.To(broker.Port) with
            {
                KeepAlive = TimeSpan.FromSeconds(60),
            },
            new MemoryOutbox()
        );
        await RunningLink.EventuallyAsync(() => broker.Packets.Count(static packet => packet.Kind == RawPacket.Ping) >= 2, "it pings");
        TimeSpan[] pings = [.. broker.Packets.Where(static packet => packet.Kind == RawPacket.Ping).Select(static packet => packet.At)];
        Assert.InRange(pings[1] - pings[0], TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_broker_that_answers_no_ping_is_left_though_it_acknowledges_messages()
    {
        await using var broker = new FakeBroker { AnswersPings = false };
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port) with { KeepAlive = TimeSpan.FromSeconds(2) }, outbox);
        outbox.Add(1);
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("no answer to a ping for 1 s", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_acknowledgement_ends_the_link_and_is_sent_again_as_a_possible_double()
    {
        bool silent = true;
        await using var broker = new FakeBroker();
        broker.OnPublish = packet => silent && packet.Topic == "t/even" ? null : FakeBroker.Puback(packet, 0);
        var outbox = new MemoryOutbox();
        outbox.Add(3);
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains("no acknowledgement for 1.5 s", state.Reason, StringComparison.Ordinal);
        silent = false;
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");

        // 1 and 3 were acknowledged on the first link: only 2 comes again, and says so.
        Assert.Equal([1, 2, 3, 2], broker.Published.Select(static packet => packet.Seq).OfType<long>());
        Assert.Equal(
            [(1L, false), (2, true), (3, false)],
            outbox.Settled.Select(static one => (one.Message.Key, one.Message.Resend)).Order()
        );
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0x83)]
    [InlineData(0x97)]
    public async Task A_message_that_is_declined_is_sent_again_on_the_same_link_as_a_new_one(int code)
    {
        int declined = 0;
        await using var broker = new FakeBroker();
        broker.OnPublish = packet => FakeBroker.Puback(packet, packet.Topic == "t/odd" && declined++ == 0 ? code : 0);
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await link.ConnectedAsync();
        outbox.Add(1);
        LinkState trouble = await link.UntilAsync(static state => state is { Connected: true, Code: FaultCode.BrokerRefused });
        Assert.Contains($"turns down messages to 't/odd'", trouble.Reason, StringComparison.Ordinal);
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "it is acknowledged");
        Assert.Equal([AckOutcome.Declined, AckOutcome.Accepted], outbox.Settled.Select(static one => one.Outcome));
        Assert.All(outbox.Settled, static one => Assert.False(one.Message.Resend));
        Assert.Equal(1, broker.Connections);
        await link.UntilAsync(static state => state is { Connected: true, Reason: "" }, after: link.States.ToList().IndexOf(trouble));
    }

    [Fact]
    public async Task A_denied_topic_holds_its_lane_is_shown_and_is_probed_with_the_head()
    {
        bool denied = true;
        await using var broker = new FakeBroker();
        broker.OnPublish = packet => FakeBroker.Puback(packet, denied && packet.Topic == "t/odd" ? 0x87 : 0);
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port) with { Window = 1 }, outbox);
        await link.ConnectedAsync();
        outbox.Add(4);
        LinkState state = await link.UntilAsync(static state => state is { Connected: true, Code: FaultCode.BrokerRefused });
        Assert.Contains("not authorized", state.Reason, StringComparison.Ordinal);
        await RunningLink.EventuallyAsync(() => outbox.Settled.Count >= 3, "it is probed");
        Assert.All(outbox.Settled.Take(3), static one => Assert.Equal(1, one.Message.Key));
        denied = false;
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
        Assert.Equal(
            [1, 2, 3, 4],
            outbox.Settled.Where(static one => one.Outcome == AckOutcome.Accepted).Select(static one => one.Message.Key)
        );
        Assert.Equal(1, broker.Connections);
    }

    [Theory]
    [InlineData(0x90)]
    [InlineData(0x95)]
    [InlineData(0x99)]
    public async Task A_message_that_is_refused_for_good_does_not_block_the_others(int code)
    {
        await using var broker = new FakeBroker();
        broker.OnPublish = packet => FakeBroker.Puback(packet, packet.Topic == "t/odd" && packet.Size > 300 ? code : 0);
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await link.ConnectedAsync();
        outbox.Add(1, payload: 400);
        outbox.Add(2);
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are settled");
        Assert.Contains(outbox.Settled, one => one is { Outcome: AckOutcome.Refused, Message.Key: 1 } && one.Code == code);
        Assert.Contains(outbox.Settled, static one => one is { Outcome: AckOutcome.Accepted, Message: { Key: 1, Lean: true } });
    }

    [Theory]
    [InlineData(0x95, 300)]
    [InlineData(0x81, 300)]
    [InlineData(0, 9000)]
    public async Task A_row_at_which_the_broker_breaks_the_link_each_time_is_found_and_sent_lean(int code, int payload)
    {
        await using var broker = new FakeBroker();
        broker.OnPublish = packet =>
            packet.Size < 250 ? FakeBroker.Puback(packet, 0)
            : code == 0 ? throw new IOException("closed")
            : FakeBroker.Goodbye(code);
        var outbox = new MemoryOutbox();
        outbox.Add(5);
        outbox.Add(1, payload);
        outbox.Add(5);
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are settled");
        Assert.Contains(outbox.Settled, static one => one is { Message: { Key: 6, Lean: true }, Outcome: AckOutcome.Accepted });
        Assert.All(outbox.Settled.Where(static one => one.Message.Lean), static one => Assert.Equal(6, one.Message.Key));
    }

    [Theory]
    [InlineData(0x8B, "shutting down")]
    [InlineData(0x8E, "taken over the id 'edgevl-test'")]
    [InlineData(0x98, "administrator")]
    [InlineData(0x9C, "another server")]
    public async Task A_goodbye_of_the_broker_is_shown_as_what_it_is(int code, string words)
    {
        await using var broker = new FakeBroker();
        broker.OnPublish = packet =>
            packet.Topic == "t/odd" ? FakeBroker.Goodbye(code, FakeBroker.Text(0x1C, "other.example")) : FakeBroker.Puback(packet, 0);
        var outbox = new MemoryOutbox();
        outbox.Add(1);
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        LinkState state = await link.UntilAsync(static state => state.Phase == LinkPhase.Waiting);
        Assert.Contains(words, state.Reason, StringComparison.Ordinal);
        Assert.Contains("other.example", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_moment_costs_neither_link_nor_acknowledgement()
    {
        await using var broker = new FakeBroker();
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await link.ConnectedAsync();
        outbox.Fault = new FaultException(FaultCode.StoreFailed, "The disk sulks.", "Wait.");
        outbox.Add(3);
        LinkState state = await link.UntilAsync(static state => state is { Connected: true, Code: FaultCode.StoreFailed });
        Assert.Equal("The disk sulks.", state.Reason);
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
        Assert.Equal(1, broker.Connections);
    }

    [Fact]
    public async Task A_stop_sends_what_is_left_says_stopped_and_only_then_goodbye()
    {
        await using var broker = new FakeBroker();
        var outbox = new MemoryOutbox();
        await using var link = new RunningLink(RunningLink.To(broker.Port), outbox);
        await link.ConnectedAsync();
        outbox.Add(50);
        await link.StopAsync();
        Assert.Equal(0, outbox.Waiting);
        RawPacket[] end = [.. broker.Packets.TakeLast(2)];
        await RunningLink.EventuallyAsync(() => broker.Packets.Last().Kind == RawPacket.Disconnect, "it says goodbye");
        Assert.Equal("t/status", broker.Published.Last().Topic);
        Assert.Equal(LinkPhase.Stopped, link.Link.State.Phase);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_broker_that_is_not_there()
    {
        await using var broker = new FakeBroker { Connack = static () => [] };
        await using var link = new RunningLink(RunningLink.To(broker.Port), new MemoryOutbox());
        await RunningLink.EventuallyAsync(() => broker.Connections == 1, "it tries");
        await link.StopAsync().WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_live_message_does_not_wait_for_a_long_backlog_and_each_lane_keeps_its_order()
    {
        await using var broker = new FakeBroker();
        var outbox = new MemoryOutbox();
        outbox.Add(200);
        await using var link = new RunningLink(RunningLink.To(broker.Port) with { BacklogRate = 200 }, outbox);
        await RunningLink.EventuallyAsync(() => outbox.Settled.Count > 5, "the backlog drains");
        outbox.Add(10);
        await RunningLink.EventuallyAsync(() => outbox.Settled.Any(static one => one.Message.Key == 210), "the live ones are through");
        Assert.True(outbox.Waiting > 50, $"{outbox.Waiting} of the backlog wait");
        await RunningLink.EventuallyAsync(() => outbox.Waiting == 0, "all are acknowledged");
        long[] wire = [.. broker.Published.Select(static packet => packet.Seq).OfType<long>()];
        Assert.Equal(Enumerable.Range(201, 10).Select(static seq => (long)seq), wire.Where(static seq => seq > 200));
        Assert.Equal(Enumerable.Range(1, 200).Select(static seq => (long)seq), wire.Where(static seq => seq <= 200));
    }
}
