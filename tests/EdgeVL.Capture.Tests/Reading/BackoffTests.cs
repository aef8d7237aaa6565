using EdgeVL.Capture.Reading;

namespace EdgeVL.Capture.Tests.Reading;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_from_half_a_second_to_thirty_and_begin_anew_after_a_reset()
    {
        var backoff = new Backoff();
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalSeconds));
        backoff.Reset();
        Assert.Equal(0.5, backoff.Next().TotalSeconds);
    }
}
