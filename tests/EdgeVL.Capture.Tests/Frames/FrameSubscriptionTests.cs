using EdgeVL.Capture.Frames;
using EdgeVL.Capture.Tests.Support;

namespace EdgeVL.Capture.Tests.Frames;

public sealed class FrameSubscriptionTests : IDisposable
{
    private readonly FrameHub hub = new();
    private long sequence;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => hub.Dispose();

    [Fact]
    public void The_newest_frame_replaces_the_one_before()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        Publish(1);
        Publish(2);
        using Frame frame = subscription.TryTakeNewest()!;
        Assert.Equal(2, frame.Pixels[0]);
        Assert.Equal(1, hub.Pool.Dropped);
    }

    [Fact]
    public void A_frame_is_taken_once()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        Publish(1);
        subscription.TryTakeNewest()!.Dispose();
        Assert.Null(subscription.TryTakeNewest());
    }

    [Fact]
    public void Two_consumers_share_one_picture_and_neither_waits_for_the_other()
    {
        using FrameSubscription fast = hub.Subscribe(1);
        using FrameSubscription slow = hub.Subscribe(1);
        Publish(1);
        using Frame held = slow.TryTakeNewest()!;
        fast.TryTakeNewest()!.Dispose();
        for (byte i = 2; i < 50; i++)
        {
            Publish(i);
            using Frame frame = fast.TryTakeNewest()!;
            Assert.Equal(i, frame.Pixels[0]);
        }

        Assert.Equal(1, held.Pixels[0]);
        Assert.True(hub.Pool.Made <= 4);
        Assert.Equal(0, hub.Pool.Dropped);
    }

    [Fact]
    public void The_reader_always_finds_a_buffer_whatever_consumers_hold()
    {
        using FrameSubscription one = hub.Subscribe(3);
        using FrameSubscription two = hub.Subscribe(1);
        var held = new List<Frame>();
        for (byte i = 0; i < 20; i++)
        {
            Publish(i);
            held.AddRange(i < 3 ? [one.TryTakeNewest()!] : []);
            held.AddRange(i == 5 ? [two.TryTakeNewest()!] : []);
        }

        Assert.Equal([0, 1, 2, 5], held.Select(static frame => (int)frame.Pixels[0]));
        held.ForEach(static frame => frame.Dispose());
    }

    [Fact]
    public void Holding_more_than_agreed_is_refused()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        Publish(1);
        using Frame held = subscription.TryTakeNewest()!;
        Publish(2);
        Assert.Throws<InvalidOperationException>(() => subscription.TryTakeNewest());
    }

    [Fact]
    public void A_frame_given_back_throws_on_every_use()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        Publish(1);
        Frame frame = subscription.TryTakeNewest()!;
        frame.Dispose();
        frame.Dispose();
        Assert.Throws<ObjectDisposedException>(() => frame.Pixels.Length);
        Assert.Throws<ObjectDisposedException>(() => frame.Width);
        Assert.Throws<ObjectDisposedException>(() => frame.Sequence);
        Assert.Throws<ObjectDisposedException>(frame.Copy);
    }

    [Fact]
    public void A_copy_outlives_the_frame()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        Publish(9);
        Frame frame = subscription.TryTakeNewest()!;
        using Frame copy = frame.Copy();
        frame.Dispose();
        Publish(1);
        Publish(2);
        Publish(3);
        Assert.Equal(9, copy.Pixels[0]);
        Assert.Equal(1, copy.Sequence);
    }

    [Fact]
    public async Task A_consumer_that_waits_gets_the_next_frame()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        ValueTask<Frame?> wait = subscription.TakeNewestAsync(Token);
        Assert.False(wait.IsCompleted);
        Publish(5);
        using Frame frame = (await wait)!;
        Assert.Equal(5, frame.Pixels[0]);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_loses_no_frame()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        using var cancellation = new CancellationTokenSource();
        ValueTask<Frame?> wait = subscription.TakeNewestAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await wait);
        Publish(6);
        using Frame frame = (await subscription.TakeNewestAsync(Token))!;
        Assert.Equal(6, frame.Pixels[0]);
    }

    [Fact]
    public async Task Two_waits_on_one_subscription_are_refused()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        ValueTask<Frame?> wait = subscription.TakeNewestAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await subscription.TakeNewestAsync(Token));
        hub.Complete();
        Assert.Null(await wait);
    }

    [Fact]
    public async Task The_last_frame_is_still_there_after_the_end_and_then_null()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        Publish(7);
        hub.Complete();
        (await subscription.TakeNewestAsync(Token))!.Dispose();
        Assert.Null(await subscription.TakeNewestAsync(Token));
    }

    [Fact]
    public async Task Leaving_ends_a_wait_with_null()
    {
        FrameSubscription subscription = hub.Subscribe(1);
        ValueTask<Frame?> wait = subscription.TakeNewestAsync(Token);
        subscription.Dispose();
        Assert.Null(await wait);
        Assert.Null(await subscription.TakeNewestAsync(Token));
    }

    [Fact]
    public void Who_comes_later_finds_the_newest_frame()
    {
        Publish(3);
        using FrameSubscription subscription = hub.Subscribe(1);
        using Frame frame = subscription.TryTakeNewest()!;
        Assert.Equal(3, frame.Pixels[0]);
    }

    [Fact]
    public void A_consumer_that_leaves_with_a_frame_in_hand_keeps_it_and_starves_nobody()
    {
        FrameSubscription leaving = hub.Subscribe(1);
        Publish(1);
        Frame held = leaving.TryTakeNewest()!;
        leaving.Dispose();
        for (byte i = 2; i < 10; i++)
        {
            Publish(i);
        }

        Assert.Equal(1, held.Pixels[0]);
        held.Dispose();
        Assert.Equal(2, hub.Pool.Made);
    }

    [Fact]
    public void What_is_cleared_is_gone()
    {
        using FrameSubscription subscription = hub.Subscribe(1);
        Publish(1);
        hub.Clear();
        Assert.Null(subscription.TryTakeNewest());
        using FrameSubscription later = hub.Subscribe(1);
        Assert.Null(later.TryTakeNewest());
    }

    [Fact]
    public async Task Consumers_on_many_threads_never_see_a_torn_frame()
    {
        FrameSubscription[] subscriptions = [.. Enumerable.Range(0, 4).Select(_ => hub.Subscribe(1))];
        Task[] consumers =
        [
            .. subscriptions.Select(subscription =>
                Task.Run(
                    async () =>
                    {
                        long last = 0;
                        while (await subscription.TakeNewestAsync(Token) is { } frame)
                        {
                            Assert.True(frame.Sequence > last);
                            last = frame.Sequence;
                            Assert.Equal(-1, frame.Pixels.IndexOfAnyExcept((byte)frame.Sequence));
                            frame.Dispose();
                        }
                    },
                    Token
                )
            ),
        ];
        for (int i = 1; i <= 20_000; i++)
        {
            Publish((byte)i);
        }

        hub.Complete();
        await Task.WhenAll(consumers);
        Assert.True(hub.Pool.Made <= 6);
        Array.ForEach(subscriptions, static subscription => subscription.Dispose());
    }

    private void Publish(byte value)
    {
        PixelBuffer frame = ScriptedSource.Picture(hub.Pool, value);
        frame.Info = new FrameInfo { Sequence = ++sequence };
        hub.Publish(frame);
    }
}
