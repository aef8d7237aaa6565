using EdgeVL.Capture.Reading;
using EdgeVL.Capture.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Capture.Tests.Reading;

public sealed class StateBoardTests
{
    private readonly FakeTimeProvider time = new();
    private readonly ListLogger logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watcher_hears_the_present_and_every_change_until_the_end()
    {
        var board = new StateBoard("line-1", time, logger);
        Task<List<CameraHealth>> heard = Hear(board);
        board.Set(CameraHealth.Online, null);
        board.Set(CameraHealth.Online, null);
        board.Set(CameraHealth.Stale, "it is silent");
        board.Close();
        Assert.Equal([CameraHealth.Offline, CameraHealth.Online, CameraHealth.Stale], await heard);
        Assert.Equal([1001, 1002], logger.Lines.Select(static line => line.Id));
    }

    [Fact]
    public async Task A_watcher_that_sleeps_holds_nobody_and_finds_the_newest()
    {
        var board = new StateBoard("line-1", time, logger);
        await using IAsyncEnumerator<CameraState> watcher = board.WatchAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await watcher.MoveNextAsync());
        for (int i = 0; i < 100; i++)
        {
            board.Set(CameraHealth.Degraded, $"reason {i}");
        }

        board.Close();
        CameraState? last = null;
        while (await watcher.MoveNextAsync())
        {
            last = watcher.Current;
        }

        Assert.Equal("reason 99", last!.Reason);
    }

    [Fact]
    public void A_state_has_the_words_of_the_wire()
    {
        var state = new CameraState(CameraHealth.Stale, "it is silent", time.GetUtcNow());
        Assert.Equal(("stale", "it is silent"), (state.ToStatus().Status, state.ToStatus().Reason));
        Assert.Equal(
            ["offline", "stale", "degraded", "online"],
            Enum.GetValues<CameraHealth>().Select(health => (state with { Health = health }).ToStatus().Status)
        );
    }

    private static Task<List<CameraHealth>> Hear(StateBoard board)
    {
        IAsyncEnumerator<CameraState> watcher = board.WatchAsync(Token).GetAsyncEnumerator(Token);
        ValueTask<bool> first = watcher.MoveNextAsync(); // joins before it returns
        return Collect();

        async Task<List<CameraHealth>> Collect()
        {
            var all = new List<CameraHealth>();
            for (bool more = await first; more; more = await watcher.MoveNextAsync())
            {
                all.Add(watcher.Current.Health);
            }

            return all;
        }
    }
}
