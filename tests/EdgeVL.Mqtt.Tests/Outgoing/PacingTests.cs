using EdgeVL.Contracts.Faults;
using EdgeVL.Mqtt.Connection;
using EdgeVL.Mqtt.Outgoing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Mqtt.Tests.Outgoing;

public class PacingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Waits_double_up_to_the_longest_and_chance_cuts_up_to_half()
    {
        var always = new Backoff(new MqttTimings(), static () => 0);
        var half = new Backoff(new MqttTimings(), static () => 1);
        double[] expected = [1, 2, 4, 8, 16, 32, 60, 60];
        Assert.Equal(expected, expected.Select(_ => always.Next(End(RetryPace.BackOff)).TotalSeconds));
        Assert.Equal(expected.Select(static s => s / 2), expected.Select(_ => half.Next(End(RetryPace.BackOff)).TotalSeconds));
    }

    [Fact]
    public void A_link_that_stood_for_a_while_starts_the_waits_anew()
    {
        var backoff = new Backoff(new MqttTimings(), static () => 0);
        backoff.Next(End(RetryPace.BackOff));
        backoff.Next(End(RetryPace.BackOff));
        Assert.Equal(Second, backoff.Next(End(RetryPace.BackOff) with { Lived = 6 * Second }));
        Assert.Equal(2 * Second, backoff.Next(End(RetryPace.BackOff) with { Lived = 4 * Second }));
    }

    [Fact]
    public void A_fault_of_settings_waits_a_minute_at_least_and_a_takeover_half_of_one()
    {
        var backoff = new Backoff(new MqttTimings(), static () => 1);
        Assert.True(backoff.Next(End(RetryPace.Settings)) >= 60 * Second);
        Assert.InRange(backoff.Next(End(RetryPace.TakenOver)), 30 * Second, 60 * Second);
    }

    [Fact]
    public void A_bucket_gives_its_rate_and_no_more_after_a_rest()
    {
        var bucket = new TokenBucket(rate: 50, capacity: 16, time);
        bucket.Take(bucket.Available);
        Assert.Equal(0, bucket.Available);
        Assert.InRange(bucket.Wait, TimeSpan.FromMilliseconds(19), TimeSpan.FromMilliseconds(22));

        int sent = 0;
        for (int i = 0; i < 1000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            sent += bucket.Available;
            bucket.Take(bucket.Available);
        }

        Assert.Equal(500, sent, 1.0);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(16, bucket.Available);
    }

    [Fact]
    public void A_held_lane_lets_its_head_through_as_a_probe_and_opens_by_its_success_alone()
    {
        var gate = new LaneGate(new MqttTimings(), time);
        long early = time.GetTimestamp();
        Assert.Equal(int.MaxValue, gate.Allows);

        time.Advance(Second);
        gate.Hold();
        gate.Open(early); // an older message of the same window
        Assert.Equal(0, gate.Allows);
        Assert.Equal(60 * Second, gate.Wait);

        time.Advance(60 * Second);
        Assert.Equal(1, gate.Allows);
        gate.Sent();
        Assert.Equal(TimeSpan.MaxValue, gate.Wait);
        Assert.Equal(0, gate.Allows);

        gate.Hold(); // the probe is turned down too
        Assert.Equal(60 * Second, gate.Wait);
        time.Advance(60 * Second);
        gate.Sent();
        gate.Open(time.GetTimestamp());
        Assert.Equal(int.MaxValue, gate.Allows);
    }

    [Fact]
    public void A_lane_that_is_declined_pauses_longer_each_time_and_once_a_window()
    {
        var gate = new LaneGate(new MqttTimings(), time);
        gate.Pause();
        gate.Pause(); // the second of one window
        Assert.Equal(Second, gate.Wait);
        time.Advance(Second);
        gate.Sent();
        gate.Pause();
        Assert.Equal(2 * Second, gate.Wait);
    }

    [Fact]
    public void A_state_goes_out_with_its_newest_value_one_at_a_time_and_again_after_a_refusal()
    {
        var board = new RetainedBoard(time);
        board.Put("a", new byte[1], "s");
        Assert.Equal("a", board.Next()!.Value.Topic);
        board.Put("a", new byte[2], "s");
        board.Put("a", new byte[3], "s");
        Assert.Null(board.Next()); // the first is on its way
        board.Settle("a", null);
        Assert.Equal(3, board.Next()!.Value.Payload.Length);
        Assert.Null(board.Next());

        board.Settle("a", 60 * Second);
        Assert.Null(board.Next());
        Assert.Equal(60 * Second, board.Wait);
        time.Advance(60 * Second);
        Assert.NotNull(board.Next());
        board.Settle("a", null);
        Assert.Equal(TimeSpan.MaxValue, board.Wait);

        board.Forget();
        Assert.NotNull(board.Next());
    }

    private static LinkEnd End(RetryPace pace) => new(new FaultException(FaultCode.BrokerUnreachable, "broke", ""), pace);
}
