using EdgeVL.Capture.Reading;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Capture.Tests.Reading;

public sealed class MediaClockTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Alarm alarm;
    private readonly MediaClock clock;

    public MediaClockTests()
    {
        alarm = new Alarm(time);
        clock = new MediaClock(time, alarm);
    }

    public void Dispose() => alarm.Dispose();

    [Fact]
    public async Task The_first_frame_comes_at_once_wherever_its_time_begins() => Assert.Equal(0, await MillisecondsUntil(1_400));

    [Fact]
    public async Task Frames_come_at_their_times_even_after_a_late_one()
    {
        await MillisecondsUntil(0);
        Assert.Equal(100, await MillisecondsUntil(100));
        time.Advance(TimeSpan.FromMilliseconds(130)); // the consumer of the thread was slow
        Assert.Equal(0, await MillisecondsUntil(200));
        Assert.Equal(70, await MillisecondsUntil(300));
    }

    [Fact]
    public async Task A_repeated_file_begins_one_step_after_its_last_frame()
    {
        await MillisecondsUntil(0);
        await MillisecondsUntil(100);
        Assert.Equal(100, await MillisecondsUntil(0));
        Assert.Equal(100, await MillisecondsUntil(100));
    }

    [Fact]
    public async Task After_a_long_sleep_it_plays_on_and_does_not_rush()
    {
        await MillisecondsUntil(0);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await MillisecondsUntil(100));
        Assert.Equal(100, await MillisecondsUntil(200));
    }

    [Fact]
    public void A_stop_ends_the_wait()
    {
        clock.WaitFor(TimeSpan.Zero);
        alarm.Stop();
        Assert.False(clock.WaitFor(TimeSpan.FromHours(1)));
    }

    /// <summary>How long the clock had to be moved until the frame was due.</summary>
    private async Task<int> MillisecondsUntil(int position)
    {
        Task<bool> wait = Task.Factory.StartNew(
            () => clock.WaitFor(TimeSpan.FromMilliseconds(position)),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        int moved = 0;
        while (
            await Task.WhenAny(wait, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken))
            != wait
        )
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            moved += 10;
        }

        return moved;
    }
}
