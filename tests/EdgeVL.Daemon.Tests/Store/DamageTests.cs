using EdgeVL.Daemon.Store;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Tests.Store;

/// <summary>What becomes of the numbers when the database is damaged, lost, or an old copy.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_damaged_database_is_kept_aside_and_no_number_is_given_twice()
    {
        await StoreAsync(250);
        await OverwriteAsync(0, 8192);
        await using ResultStore store = Samples.Open(folder.Path);
        long next = (await store.AppendAsync(Samples.Result())).Seq;
        Assert.InRange(next, 251, 251 + SeqMark.Step);
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(folder.Path, "damaged-*")), "results.db")));
        string report = Assert.Single(await Samples.EventsAsync(store));
        Assert.Contains("\"kind\":\"gap\"", report, StringComparison.Ordinal);
        Assert.Contains(
            $"results up to seq {next - 1} may be missing: the store was damaged and is kept as damaged-",
            report,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Damage_found_while_running_is_dealt_with_alike_and_the_numbers_go_straight_on()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        await AppendAsync(store, 400, padding: 10_000); // more than SQLite keeps in memory
        Checkpoint();
        await OverwriteAsync(4096, int.MaxValue);
        Assert.Empty(await store.DoAsync(static database => database.Outbox.Waiting(0, live: true, 500)));
        long last = store.LastSeq;
        Assert.Equal(last + 1, (await store.AppendAsync(Samples.Result())).Seq);
        Assert.Single(Directory.GetDirectories(folder.Path, "damaged-*"));
        Assert.Contains("the store was damaged", Assert.Single(await Samples.EventsAsync(store)), StringComparison.Ordinal);
        Assert.Equal([last + 1], store.Read(new ResultQuery()).Select(static one => one.Seq));
    }

    [Fact]
    public async Task Of_two_damaged_databases_the_newer_is_kept()
    {
        await StoreAsync(3);
        await OverwriteAsync(0, 8192);
        await StoreAsync(3);
        string first = Assert.Single(Directory.GetDirectories(folder.Path, "damaged-*"));
        File.WriteAllText(Path.Combine(first, "mine"), "");
        await OverwriteAsync(0, 8192);
        await StoreAsync(3);
        string second = Assert.Single(Directory.GetDirectories(folder.Path, "damaged-*"));
        Assert.False(File.Exists(Path.Combine(second, "mine")));
    }

    [Fact]
    public void A_closed_database_leaves_no_log_behind_whatever_the_garbage_collector_has_taken()
    {
        for (int i = 0; i < 50; i++)
        {
            string path = folder.Of($"{i}.db");
            using (StoreDatabase database = StoreDatabase.Open(path))
            {
                database.Begin();
                database.Meta.Seq = 1;
                database.Commit();
                GC.Collect(); // commands that nobody holds are gone for the connection before they are closed
            }

            Assert.False(File.Exists(path + "-wal"), $"after {i}");
        }
    }

    [Fact]
    public async Task A_database_that_is_gone_does_not_begin_the_numbers_anew()
    {
        await StoreAsync(130);
        foreach (string file in Directory.GetFiles(folder.Path, "results.db*"))
        {
            File.Delete(file);
        }

        await using ResultStore store = Samples.Open(folder.Path);
        Assert.InRange((await store.AppendAsync(Samples.Result())).Seq, 131, 131 + SeqMark.Step);
        Assert.Contains("the store was gone", Assert.Single(await Samples.EventsAsync(store)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_copy_put_back_does_not_give_the_later_numbers_again()
    {
        await StoreAsync(10);
        File.Copy(folder.Of("results.db"), folder.Of("copy"));
        await StoreAsync(10);
        File.Move(folder.Of("copy"), folder.Of("results.db"), overwrite: true);
        await using ResultStore store = Samples.Open(folder.Path);
        Assert.InRange((await store.AppendAsync(Samples.Result())).Seq, 21, 21 + SeqMark.Step);
        string report = Assert.Single(await Samples.EventsAsync(store));
        Assert.Contains("\"from\":11", report, StringComparison.Ordinal);
        Assert.Contains("the store lost its last results", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mark_that_is_gone_or_garbage_is_made_anew_from_the_database(bool garbage)
    {
        await StoreAsync(10);
        if (garbage)
        {
            File.WriteAllBytes(folder.Of("seq-mark"), [.. Enumerable.Repeat((byte)0x5A, 600)]);
        }
        else
        {
            File.Delete(folder.Of("seq-mark"));
        }

        await StoreAsync(1);
        await using ResultStore store = Samples.Open(folder.Path);
        Assert.Equal(11, store.LastSeq);
        Assert.Empty(await Samples.EventsAsync(store));
    }

    [Fact]
    public async Task With_mark_and_database_lost_the_restart_at_1_is_reported()
    {
        await StoreAsync(10);
        await OverwriteAsync(0, 100_000);
        File.Delete(folder.Of("seq-mark"));
        await using ResultStore store = Samples.Open(folder.Path);
        Assert.Equal(1, (await store.AppendAsync(Samples.Result())).Seq);
        Assert.Contains("seq_restart", Assert.Single(await Samples.EventsAsync(store)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_torn_write_of_the_mark_leaves_the_one_before()
    {
        string path = folder.Of("mark");
        for (int torn = 0; torn < 32; torn++)
        {
            File.Delete(path);
            using (SeqMark mark = SeqMark.Open(path))
            {
                mark.Reserve(1);
                mark.Give(5);
                mark.Give(6);
            }

            // The third write went into the second slot: of it, only the first bytes arrived.
            byte[] bytes = File.ReadAllBytes(path);
            Array.Fill(bytes, (byte)0xEE, 512 + torn, 32 - torn);
            File.WriteAllBytes(path, bytes);
            using SeqMark read = SeqMark.Open(path);
            Assert.Equal((5, 1 + SeqMark.Step), (read.Given, read.Bound));
        }
    }

    private static async Task AppendAsync(ResultStore store, int count, int padding = 0) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => store.AppendAsync(Samples.Result(padding: padding))));

    private async Task StoreAsync(int count)
    {
        await using ResultStore store = Samples.Open(folder.Path);
        await AppendAsync(store, count);
    }

    private void Checkpoint()
    {
        using var connection = new SqliteConnection($"Data Source={folder.Of("results.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }

    private async Task OverwriteAsync(long offset, int count)
    {
        await using FileStream file = File.OpenWrite(folder.Of("results.db"));
        file.Position = offset;
        await file.WriteAsync(Enumerable.Repeat((byte)0x5A, (int)Math.Min(count, file.Length - offset)).ToArray());
    }
}
