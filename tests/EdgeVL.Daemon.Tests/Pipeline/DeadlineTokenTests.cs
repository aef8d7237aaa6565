using EdgeVL.Daemon.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Daemon.Tests.Pipeline;

public sealed class DeadlineTokenTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void It_is_cancelled_when_the_time_from_the_trigger_is_over()
    {
        long triggered = time.GetTimestamp();
        time.Advance(TimeSpan.FromMilliseconds(300));
        using var limit = new DeadlineToken(TimeSpan.FromSeconds(1), triggered, time, CancellationToken.None);

        time.Advance(TimeSpan.FromMilliseconds(699));
        Assert.False(limit.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_deadline_that_passed_before_it_began_is_over_at_once()
    {
        long triggered = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(2));
        using var limit = new DeadlineToken(TimeSpan.FromSeconds(1), triggered, time, CancellationToken.None);

        time.Advance(TimeSpan.Zero);
        Assert.True(limit.Token.IsCancellationRequested);
    }

    [Fact]
    public void Without_a_deadline_only_the_stop_ends_it()
    {
        using var stop = new CancellationTokenSource();
        using var limit = new DeadlineToken(deadline: null, time.GetTimestamp(), time, stop.Token);

        time.Advance(TimeSpan.FromDays(1));
        Assert.False(limit.Token.IsCancellationRequested);
        stop.Cancel();
        Assert.True(limit.Token.IsCancellationRequested);
    }
}
