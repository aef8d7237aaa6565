using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Store;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Daemon.Tests.Store;

/// <summary>Quota, age, and a disk that is full.</summary>
public sealed class LimitsTests : IDisposable
{
    private const int Padding = 10_000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Over_the_quota_the_oldest_that_the_broker_has_go_first()
    {
        await using ResultStore store = Samples.Open(folder.Path, quota: 1 << 20);
        await AppendAsync(store, 40);
        await Samples.AcknowledgeAsync(store, Enumerable.Range(21, 20).Select(static seq => (long)seq)); // newer ones, as of the live lane
        await AppendAsync(store, 50);
        long[] kept = Numbers(store);
        Assert.DoesNotContain(21, kept);
        Assert.Equal(Enumerable.Range(1, 20).Select(static seq => (long)seq), kept.Take(20)); // these wait
        Assert.Empty(await Samples.EventsAsync(store));
        Assert.True(new FileInfo(folder.Of("results.db")).Length < 2 << 20);
    }

    [Fact]
    public async Task Over_the_quota_with_none_but_waiting_ones_the_oldest_go_and_one_gap_report_grows()
    {
        await using ResultStore store = Samples.Open(folder.Path, quota: 1 << 20);
        await AppendAsync(store, 150);
        long[] kept = Numbers(store);
        Assert.Equal(150, kept[^1]);
        Assert.Equal(kept.Length, store.Waiting);
        string gap = Assert.Single(await Samples.EventsAsync(store));
        Assert.Contains($"\"seq 1-{kept[0] - 1} dropped: quota\"", gap, StringComparison.Ordinal);
        Assert.Contains($"\"from\":1,\"to\":{kept[0] - 1}", gap, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_flight_is_not_dropped()
    {
        await using ResultStore store = Samples.Open(folder.Path, quota: 1 << 20);
        await AppendAsync(store, 2);
        await store.DoAsync(static database =>
        {
            database.Outbox.Fly(1);
            return true;
        });
        await AppendAsync(store, 150);
        Assert.Equal(1, Numbers(store)[0]);
        Assert.DoesNotContain(2, Numbers(store));
    }

    [Fact]
    public async Task After_their_age_results_that_the_broker_has_go_and_waiting_ones_stay()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
        await using ResultStore store = Samples.Open(folder.Path, time);
        await AppendAsync(store, 4);
        await Samples.AcknowledgeAsync(store, 1, 2, 3);
        Pass(time, TimeSpan.FromDays(29));
        await store.AppendAsync(Samples.Result()); // the thread has done the minute's work before this
        Assert.Equal([1, 2, 3, 4, 5], Numbers(store));
        Pass(time, TimeSpan.FromDays(2));
        await store.AppendAsync(Samples.Result());
        Assert.Equal([4, 5, 6], Numbers(store));
    }

    [Fact]
    public async Task Results_of_a_clock_that_was_never_set_are_not_taken_for_old()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1));
        await using ResultStore store = Samples.Open(folder.Path, time);
        await AppendAsync(store, 1);
        await Samples.AcknowledgeAsync(store, 1);
        time.AdjustTime(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
        time.Advance(TimeSpan.FromMinutes(1));
        await store.AppendAsync(Samples.Result());
        Assert.Equal([1, 2], Numbers(store));
    }

    [Fact]
    public async Task On_a_full_disk_a_result_fails_by_name_what_is_stored_still_goes_out_and_the_loss_is_reported()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 16);
        await using ResultStore store = Samples.Open(disk.Path);
        FaultException fault = await FillAsync(store);
        Assert.Equal(FaultCode.DiskFull, fault.Code);
        Assert.Contains(disk.Path, fault.Message, StringComparison.Ordinal);
        Assert.Same(fault.Message, store.Fault!.Message);
        long stored = store.LastSeq;
        Assert.Equal(stored, store.Waiting);

        // The reserve lets the rest go on: claims, acknowledgements, the report of what was lost.
        await Samples.AcknowledgeAsync(store, Enumerable.Range(1, (int)stored).Select(static seq => (long)seq));
        Assert.Contains("not_stored", Assert.Single(await Samples.EventsAsync(store)), StringComparison.Ordinal);

        // And what the broker has makes room for new ones, without a hole in the numbers.
        long next = await FirstStoredAsync(store);
        Assert.Equal(stored + 1, next);
        Assert.Null(store.Fault);
    }

    [Fact]
    public async Task A_store_opens_on_a_disk_that_others_have_filled_to_the_last_byte()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 16);
        await using (ResultStore before = Samples.Open(disk.Path))
        {
            await AppendAsync(before, 20);
        }

        Fill(Path.Combine(disk.Path, "others"));
        await using ResultStore store = Samples.Open(disk.Path);
        Assert.Equal(20, store.Waiting);
        await Samples.AcknowledgeAsync(store, 1, 2, 3);
        Assert.Equal(17, store.Waiting);
        File.Delete(Path.Combine(disk.Path, "others"));
        Assert.Equal(21, (await store.AppendAsync(Samples.Result())).Seq);
    }

    [Fact]
    public async Task A_lower_quota_gives_room_back_to_the_disk()
    {
        await using (ResultStore large = Samples.Open(folder.Path))
        {
            await AppendAsync(large, 250);
            await Samples.AcknowledgeAsync(large, Enumerable.Range(1, 240).Select(static seq => (long)seq));
        }

        long before = new FileInfo(folder.Of("results.db")).Length;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
        await using (ResultStore small = Samples.Open(folder.Path, time, quota: 1 << 20))
        {
            await AppendAsync(small, 1);
            for (int minute = 0; minute < 5; minute++)
            {
                time.Advance(TimeSpan.FromMinutes(1));
                await small.DoAsync(static _ => true);
            }
        }

        Assert.True(before > 2_500_000, $"{before}");
        Assert.InRange(new FileInfo(folder.Of("results.db")).Length, 1, 1 << 20);
    }

    /// <summary>Days go by, and the last minute of them with its work.</summary>
    private static void Pass(FakeTimeProvider time, TimeSpan days)
    {
        time.AdjustTime(time.GetUtcNow() + days);
        time.Advance(TimeSpan.FromMinutes(1));
    }

    private static async Task<FaultException> FillAsync(ResultStore store)
    {
        while (true)
        {
            try
            {
                await store.AppendAsync(Samples.Result(padding: Padding));
            }
            catch (FaultException fault)
            {
                return fault;
            }
        }
    }

    private static void Fill(string path)
    {
        try
        {
            using FileStream file = File.Create(path);
            while (true)
            {
                file.Write(new byte[64 * 1024]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // No space is left.
        }
    }

    private static async Task<long> FirstStoredAsync(ResultStore store)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return (await store.AppendAsync(Samples.Result(padding: Padding))).Seq;
            }
            catch (FaultException) when (attempt < 20)
            {
                // Each attempt drops some of what the broker has.
            }
        }
    }

    private static async Task AppendAsync(ResultStore store, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await store.AppendAsync(Samples.Result(padding: Padding));
        }

        await store.DoAsync(static _ => true); // what follows a commit is done
    }

    private static long[] Numbers(ResultStore store) =>
        [.. store.Read(new ResultQuery { NewestFirst = false, Limit = 1000 }).Select(static one => one.Seq)];
}
