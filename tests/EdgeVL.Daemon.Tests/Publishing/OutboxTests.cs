using System.Text;
using EdgeVL.Contracts.Messages;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests.Store;
using EdgeVL.Mqtt;
using EdgeVL.Mqtt.Outgoing;

namespace EdgeVL.Daemon.Tests.Publishing;

public sealed class OutboxTests : IAsyncDisposable
{
    private static readonly ClaimRequest All = new(100, 100, 100, 100, false, PacketLimit.None);
    private readonly TemporaryFolder folder = new();
    private readonly ResultStore store;
    private readonly Outbox outbox;
    private readonly List<string> last = [];

    public OutboxTests()
    {
        store = Samples.Open(folder.Path);
        outbox = Make(store);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_stored_before_the_connect_is_backlog_between_two_events_and_what_comes_after_is_live()
    {
        await AppendAsync(3);
        await outbox.ReleaseAsync();
        await AppendAsync(2);
        Claimed claimed = await outbox.ExchangeAsync([], All);
        Assert.Equal(
            [
                (OutboxLane.Event, null),
                (OutboxLane.Live, 4),
                (OutboxLane.Live, 5),
                (OutboxLane.Backlog, 1),
                (OutboxLane.Backlog, 2),
                (OutboxLane.Backlog, 3),
            ],
            claimed.Messages.Select(static message => (message.Lane, message.Seq))
        );
        Assert.Contains("backlog seq 1-3 begins", Text(claimed.Messages[0]), StringComparison.Ordinal);
        Assert.Equal((false, false, false), (claimed.MoreEvents, claimed.MoreLive, claimed.MoreBacklog));

        Claimed end = await outbox.ExchangeAsync(Accept(claimed.Messages), All);
        OutboxMessage report = Assert.Single(end.Messages);
        Assert.Contains("backlog seq 1-3 ends", Text(report), StringComparison.Ordinal);
        Assert.Empty((await outbox.ExchangeAsync(Accept(end.Messages), All)).Messages);
        Assert.Equal(0, store.Waiting);
    }

    [Fact]
    public async Task Only_what_was_in_flight_when_a_link_broke_is_a_possible_double()
    {
        await AppendAsync(3);
        await outbox.ReleaseAsync();
        Claimed first = await outbox.ExchangeAsync([], All with { Backlog = 2 });
        await outbox.ReleaseAsync();
        Claimed second = await outbox.ExchangeAsync([], All);
        Assert.Equal([1, 2], Numbers(first));
        Assert.Equal([1, 2, 3], Numbers(second));
        Assert.Equal(
            [true, true, false],
            second.Messages.Where(static message => message.Seq > 0).Select(static message => message.Resend)
        );

        // Of two beginnings of a backlog the first is void.
        Assert.Single(second.Messages, static message => message.Lane == OutboxLane.Event);
    }

    [Fact]
    public async Task After_a_restart_what_was_in_flight_is_a_possible_double_too()
    {
        await AppendAsync(2);
        await outbox.ReleaseAsync();
        await outbox.ExchangeAsync([], All with { Backlog = 1 });
        await store.DisposeAsync();
        await using ResultStore again = Samples.Open(folder.Path);
        Outbox renewed = Make(again);
        await renewed.ReleaseAsync();
        Claimed claimed = await renewed.ExchangeAsync([], All with { Events = 0 });
        Assert.Equal([true, false], claimed.Messages.Select(static message => message.Resend));
    }

    [Fact]
    public async Task A_declined_message_is_no_double_when_it_comes_again()
    {
        await outbox.ReleaseAsync();
        await AppendAsync(1);
        Claimed claimed = await outbox.ExchangeAsync([], All);
        Claimed again = await outbox.ExchangeAsync([new Acknowledgement(claimed.Messages[0], AckOutcome.Declined, 0x97)], All);
        Assert.False(Assert.Single(again.Messages).Resend);
    }

    [Fact]
    public async Task A_result_too_large_for_the_broker_goes_without_its_details_in_its_place()
    {
        await outbox.ReleaseAsync();
        await AppendAsync(1);
        await store.AppendAsync(Samples.Result(padding: 5000));
        await AppendAsync(1);
        var limit = new PacketLimit(MqttVersion.V5, 2000);
        Claimed claimed = await outbox.ExchangeAsync([], All with { Limit = limit });
        Assert.Equal([1, 2, 3], Numbers(claimed));
        Assert.Equal([false, true, false], claimed.Messages.Select(static message => message.Lean));
        Assert.Contains("\"too_large\"", Text(claimed.Messages[1]), StringComparison.Ordinal);
        Assert.All(claimed.Messages, message => Assert.True(limit.Allows(message)));
        await outbox.ExchangeAsync(Accept(claimed.Messages), All);
        StoredResult whole = store.Read(new ResultQuery { From = 2, To = 2 })[0];
        Assert.Equal(Delivery.Lean, whole.Delivery);
        Assert.True(whole.Json.Length > 5000);
    }

    [Fact]
    public async Task A_result_that_the_broker_takes_in_no_form_leaves_a_gap_report_and_the_way_to_the_others()
    {
        await outbox.ReleaseAsync();
        await AppendAsync(2);
        Claimed claimed = await outbox.ExchangeAsync([], All with { Limit = new PacketLimit(MqttVersion.V5, 300) });
        Assert.Empty(claimed.Messages);
        OutboxMessage gap = Assert.Single((await outbox.ExchangeAsync([], All)).Messages);
        Assert.Contains("seq 1-2 dropped: too large for the broker", Text(gap), StringComparison.Ordinal);
        Assert.All(store.Read(new ResultQuery()), static one => Assert.Equal(Delivery.Refused, one.Delivery));
    }

    [Fact]
    public async Task A_refused_result_is_sent_lean_and_given_up_after_the_second_refusal()
    {
        await outbox.ReleaseAsync();
        await AppendAsync(1);
        Claimed whole = await outbox.ExchangeAsync([], All);
        Claimed lean = await outbox.ExchangeAsync([new Acknowledgement(whole.Messages[0], AckOutcome.Refused, 0x99)], All);
        Assert.True(Assert.Single(lean.Messages).Lean);
        Claimed gap = await outbox.ExchangeAsync([new Acknowledgement(lean.Messages[0], AckOutcome.Refused, 0x99)], All);
        Assert.Contains("seq 1 dropped: refused by the broker (0x99)", Text(Assert.Single(gap.Messages)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_nobody_subscribed_to_are_reported_once_somebody_does()
    {
        await outbox.ReleaseAsync();
        await AppendAsync(3);
        Claimed claimed = await outbox.ExchangeAsync([], All);
        Assert.Empty((await outbox.ExchangeAsync(Settle(claimed.Messages, AckOutcome.Unheard), All)).Messages);
        await AppendAsync(1);
        claimed = await outbox.ExchangeAsync([], All);
        OutboxMessage report = Assert.Single((await outbox.ExchangeAsync(Accept(claimed.Messages), All)).Messages);
        Assert.Contains("seq 1-3 of line-1/lot-code reached no subscriber", Text(report), StringComparison.Ordinal);
        Assert.Equal(
            [Delivery.Acknowledged, Delivery.Unheard, Delivery.Unheard, Delivery.Unheard],
            store.Read(new ResultQuery()).Select(static one => one.Delivery)
        );
    }

    [Fact]
    public async Task A_backlog_that_the_quota_took_ends_all_the_same()
    {
        await AppendAsync(2);
        await outbox.ReleaseAsync();
        await outbox.ExchangeAsync(Accept((await outbox.ExchangeAsync([], All with { Backlog = 0 })).Messages), All with { Backlog = 0 });
        await store.DoAsync(static database =>
        {
            database.Outbox.Delete(1);
            database.Outbox.Delete(2);
            return true;
        });
        await outbox.ReleaseAsync();
        Assert.Contains(
            "backlog seq 1-2 ends",
            Text(Assert.Single((await outbox.ExchangeAsync([], All)).Messages)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Neither_lane_starves_the_other_in_a_window_of_one()
    {
        await AppendAsync(3);
        await outbox.ReleaseAsync();
        await AppendAsync(3);
        await outbox.ExchangeAsync(
            Accept((await outbox.ExchangeAsync([], new ClaimRequest(1, 1, 0, 0, false, PacketLimit.None))).Messages),
            ClaimRequest.Nothing
        );
        List<long> sent = [];
        IReadOnlyList<OutboxMessage> before = [];
        for (int turn = 0; turn < 4; turn++)
        {
            Claimed one = await outbox.ExchangeAsync(
                Accept(before),
                new ClaimRequest(1, 1, 1, 1, BacklogFirst: turn % 2 == 1, PacketLimit.None)
            );
            sent.AddRange(Numbers(one));
            before = one.Messages;
        }

        Assert.Equal([4, 1, 5, 2], sent);
    }

    [Fact]
    public async Task The_last_reading_follows_the_acknowledgement_and_a_backlog_is_told_at_its_end()
    {
        await AppendAsync(3);
        await outbox.ReleaseAsync();
        Claimed claimed = await outbox.ExchangeAsync([], All with { Backlog = 1 });
        await outbox.ExchangeAsync(Accept(claimed.Messages), ClaimRequest.Nothing);
        Assert.Empty(last);
        claimed = await outbox.ExchangeAsync([], All);
        Assert.DoesNotContain(last, static one => one.Contains("\"seq\":3", StringComparison.Ordinal)); // on its way, not acknowledged
        await outbox.ExchangeAsync(Accept(claimed.Messages), All);
        Assert.Contains("\"seq\":3", last[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_go_first_and_a_failing_store_settles_nothing()
    {
        await outbox.ReleaseAsync();
        await AppendAsync(1);
        await store.AnnounceAsync(new DeviceEvent("test", "first", DateTimeOffset.UnixEpoch));
        Claimed claimed = await outbox.ExchangeAsync([], All);
        Assert.Equal([OutboxLane.Event, OutboxLane.Live], claimed.Messages.Select(static message => message.Lane));
        Assert.Equal("edgevl/v1/plant-1/edgevl-0042/event", claimed.Messages[0].Topic);
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => outbox.ExchangeAsync(Accept(claimed.Messages), All));
    }

    private static IReadOnlyList<Acknowledgement> Accept(IReadOnlyList<OutboxMessage> messages) => Settle(messages, AckOutcome.Accepted);

    private static IReadOnlyList<Acknowledgement> Settle(IReadOnlyList<OutboxMessage> messages, AckOutcome outcome) =>
        [.. messages.Select(message => new Acknowledgement(message, outcome, outcome == AckOutcome.Unheard ? 0x10 : 0))];

    private static long[] Numbers(Claimed claimed) =>
        [.. claimed.Messages.Where(static message => message.Seq > 0).Select(static message => message.Seq!.Value)];

    private static string Text(OutboxMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    private Outbox Make(ResultStore of) =>
        new(
            of,
            Publisher.Topics,
            new LastReadings(Publisher.Topics, (_, payload) => last.Add(Encoding.UTF8.GetString(payload.Span))),
            TimeProvider.System
        );

    private async Task AppendAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await store.AppendAsync(Samples.Result());
        }
    }
}
