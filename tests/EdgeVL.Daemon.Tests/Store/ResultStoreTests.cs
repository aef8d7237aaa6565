using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests.Publishing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Daemon.Tests.Store;

public sealed class ResultStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Numbers_begin_at_1_and_go_on_after_a_restart()
    {
        await using (ResultStore store = Samples.Open(folder.Path))
        {
            Assert.Equal(1, (await store.AppendAsync(Samples.Result())).Seq);
            Assert.Equal(2, (await store.AppendAsync(Samples.Result())).Seq);
        }

        await using ResultStore again = Samples.Open(folder.Path);
        Assert.Equal(2, again.LastSeq);
        Assert.Equal(2, again.Waiting);
        Assert.Equal(3, (await again.AppendAsync(Samples.Result())).Seq);
        Assert.Empty(await Samples.EventsAsync(again));
    }

    [Fact]
    public async Task What_is_stored_is_the_record_with_its_number()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        Result stored = await store.AppendAsync(Samples.Result(text: "Löt \"4821\" 世界"));
        StoredResult read = Assert.Single(store.Read(new ResultQuery()));
        Assert.Equal(JsonSerializer.Serialize(stored, ContractsJson.Wire.Result), System.Text.Encoding.UTF8.GetString(read.Json.Span));
        Assert.Equal((1, Delivery.Waiting, 26), (read.Read().Seq, read.Delivery, read.Read().Id.Length));
    }

    [Fact]
    public async Task Many_at_once_get_numbers_without_a_hole_or_a_double()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        Result[] stored = await Task.WhenAll(
            Enumerable.Range(0, 8).SelectMany(_ => Enumerable.Range(0, 50).Select(_ => store.AppendAsync(Samples.Result())))
        );
        Assert.Equal(Enumerable.Range(1, 400).Select(static seq => (long)seq), stored.Select(static one => one.Seq).Order());
        Assert.Equal(400, store.Read(new ResultQuery { Limit = 1000 }).Select(static one => one.Read().Id).Distinct().Count());
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_fails_alone_and_leaves_no_hole()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        Result broken = Samples.Result() with { TimingMs = new PhaseTimes { Total = double.NaN } };
        Task<Result>[] tasks = [.. Enumerable.Range(0, 20).Select(i => store.AppendAsync(i == 10 ? broken : Samples.Result()))];
        await Assert.ThrowsAsync<ArgumentException>(() => tasks[10]);
        long[] numbers = [.. (await Task.WhenAll(tasks.Where(task => task != tasks[10]))).Select(static one => one.Seq)];
        Assert.Equal(Enumerable.Range(1, 19).Select(static seq => (long)seq), numbers);
    }

    [Fact]
    public async Task Results_are_read_by_span_camera_recipe_and_verdict_a_page_at_a_time()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        for (int i = 0; i < 30; i++)
        {
            await store.AppendAsync(
                Samples.Result(
                    camera: i % 2 == 0 ? "a" : "b",
                    recipe: i % 3 == 0 ? "x" : "y",
                    verdict: i % 5 == 0 ? Verdict.NoRead : Verdict.Accept
                )
            );
        }

        long[] Numbers(ResultQuery query) => [.. store.Read(query).Select(static one => one.Seq)];
        Assert.Equal([30, 29, 28], Numbers(new ResultQuery { Limit = 3 }));
        Assert.Equal([27, 26], Numbers(new ResultQuery { Limit = 2, To = 27 }));
        Assert.Equal(
            [5, 6, 7],
            Numbers(
                new ResultQuery
                {
                    From = 5,
                    To = 7,
                    NewestFirst = false,
                }
            )
        );
        Assert.Equal(
            [1, 7, 13, 19, 25],
            Numbers(
                new ResultQuery
                {
                    Camera = "a",
                    Recipe = "x",
                    NewestFirst = false,
                }
            )
        );
        Assert.Equal([1, 6, 11, 16, 21, 26], Numbers(new ResultQuery { Verdict = Verdict.NoRead, NewestFirst = false }));
        Assert.Empty(Numbers(new ResultQuery { Camera = "a' OR 1 --" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read(new ResultQuery { Limit = 0 }));
    }

    [Fact]
    public async Task Without_a_broker_nothing_waits_for_one()
    {
        await using ResultStore store = Samples.Open(folder.Path, queue: false);
        await store.AppendAsync(Samples.Result());
        Assert.Equal(0, store.Waiting);
        Assert.Equal(Delivery.Local, Assert.Single(store.Read(new ResultQuery())).Delivery);
    }

    [Fact]
    public void Ids_ascend_inside_a_millisecond_and_when_the_clock_is_set_back()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)) { AutoAdvanceAmount = TimeSpan.Zero };
        var ids = new ResultIds(time);
        List<string> made = [.. Enumerable.Range(0, 1000).Select(_ => ids.Next())];
        time.Advance(TimeSpan.FromMilliseconds(1));
        made.Add(ids.Next());
        var back = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var turning = new ResultIds(new TurningClock(time, back));
        made.AddRange(Enumerable.Range(0, 10).Select(_ => turning.Next()).Order(StringComparer.Ordinal));
        Assert.Equal(1011, made.Distinct().Count());
        Assert.Equal(made.Take(1001).Order(StringComparer.Ordinal), made.Take(1001));
        string before = turning.Next();
        Assert.True(string.CompareOrdinal(before, turning.Next()) < 0);
    }

    [Fact]
    public async Task A_folder_that_another_store_holds_is_refused_until_it_lets_go()
    {
        ResultStore first = Samples.Open(folder.Path);
        var fault = Assert.Throws<FaultException>(() => Samples.Open(folder.Path));
        Assert.Equal(FaultCode.StoreFailed, fault.Code);
        Assert.Contains("in use by another process", fault.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await using ResultStore second = Samples.Open(folder.Path);
    }

    [Theory]
    [InlineData("/proc/edgevl-store")]
    [InlineData("/dev/null/store")]
    public void A_folder_that_cannot_be_written_is_named(string path)
    {
        var fault = Assert.Throws<FaultException>(() => Samples.Open(path));
        Assert.Equal(FaultCode.StoreFailed, fault.Code);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        await Samples.Open(folder.Path).DisposeAsync();
        Sql("PRAGMA user_version = 7");
        var fault = Assert.Throws<FaultException>(() => Samples.Open(folder.Path));
        Assert.Contains("has version 7; this program knows versions up to 2", fault.Message, StringComparison.Ordinal);
        Sql("PRAGMA user_version = 2");
        await Samples.Open(folder.Path).DisposeAsync();
    }

    [Fact]
    public void A_database_of_something_else_is_refused()
    {
        Sql("CREATE TABLE other (x)");
        var fault = Assert.Throws<FaultException>(() => Samples.Open(folder.Path));
        Assert.Contains("is not a result store", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_store_takes_no_more_and_has_kept_what_it_took()
    {
        ResultStore store = Samples.Open(folder.Path);
        Task<Result>[] tasks = [.. Enumerable.Range(0, 100).Select(_ => store.AppendAsync(Samples.Result()))];
        await store.DisposeAsync();
        await Task.WhenAll(tasks);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.AppendAsync(Samples.Result()));
    }

    [Fact]
    public async Task A_waiting_report_is_one_of_a_thousand_at_most()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        await store.DoAsync(static database =>
        {
            database.Events.AddGap(1, 1, "quota", DateTimeOffset.UnixEpoch);
            for (int i = 0; i < 1100; i++)
            {
                database.Events.Add(new DeviceEvent("test", $"{i}", DateTimeOffset.UnixEpoch));
            }

            return true;
        });
        IReadOnlyList<string> kept = await Samples.EventsAsync(store);
        Assert.Equal(1001, kept.Count);
        Assert.Contains("quota", kept[0], StringComparison.Ordinal); // a gap is never forgotten
        Assert.Contains("\"100\"", kept[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_SIGKILL_at_any_moment_all_acknowledged_results_are_there_without_a_hole()
    {
        long last = 0;
        for (int round = 0; round < 5; round++)
        {
            await using ChildProcess child = ChildProcess.Start(ChildProcess.StoreRole, folder.Path);
            long stop = last + 20 + (round * 37);
            while (await child.NextAsync() is long seq && seq < stop)
            {
                last = seq;
            }

            last = (await child.KillAsync()).Append(last).Max();
            await using ResultStore store = Samples.Open(folder.Path);
            Assert.InRange(store.LastSeq, last, last + 2); // one may have been on the disk and not announced
            last = store.LastSeq;
        }

        await using ResultStore end = Samples.Open(folder.Path);
        Assert.Equal(last, end.Waiting);
        Assert.Empty(await Samples.EventsAsync(end));
        List<long> numbers = [];
        while (
            end.Read(
                new ResultQuery
                {
                    From = numbers.LastOrDefault() + 1,
                    NewestFirst = false,
                    Limit = 1000,
                }
            )
                is { Count: > 0 } page
        )
        {
            numbers.AddRange(page.Select(static one => one.Seq));
        }

        Assert.Equal(Enumerable.Range(1, (int)last).Select(static seq => (long)seq), numbers);
    }

    [Fact]
    public async Task The_number_of_results_a_second_is_measured()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        double alone = await RateAsync(200, static (store, count) => Alone(store, count), store);
        double together = await RateAsync(2000, static (store, count) => Together(store, count), store);
        TestContext.Current.SendDiagnosticMessage(
            $"store, on the disk at each: one after another {alone:0}/s, many at once {together:0}/s"
        );
        Assert.True(alone > 20 && together > alone, $"{alone} {together}");
    }

    private static async Task Alone(ResultStore store, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await store.AppendAsync(Samples.Result());
        }
    }

    private static Task<Result[]> Together(ResultStore store, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => store.AppendAsync(Samples.Result())));

    private static async Task<double> RateAsync(int count, Func<ResultStore, int, Task> append, ResultStore store)
    {
        long from = TimeProvider.System.GetTimestamp();
        await append(store, count);
        return count / TimeProvider.System.GetElapsedTime(from).TotalSeconds;
    }

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Of("results.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Shows one time first and an earlier one from then on.</summary>
    private sealed class TurningClock(TimeProvider first, TimeProvider then) : TimeProvider
    {
        private int asked;

        public override DateTimeOffset GetUtcNow() => asked++ == 0 ? first.GetUtcNow() : then.GetUtcNow();
    }
}
