using EdgeVL.Capture.Reading;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Capture.Tests.Reading;

public sealed class RateMeterTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Half_the_rate_is_enough() => Assert.Null(AfterTenSeconds(wanted: 30, given: 16));

    [Fact]
    public void Less_than_half_is_said() => Assert.Equal("it gives 10 of 30 frames a second", AfterTenSeconds(wanted: 30, given: 10));

    [Fact]
    public void Nobody_asked_nobody_is_told() => Assert.Null(AfterTenSeconds(wanted: null, given: 1));

    private string? AfterTenSeconds(double? wanted, int given)
    {
        var meter = new RateMeter(time, wanted);
        for (int i = 0; i <= 10 * given; i++)
        {
            meter.Count();
            time.Advance(TimeSpan.FromSeconds(1.0 / given));
        }

        return meter.Shortcoming;
    }
}
