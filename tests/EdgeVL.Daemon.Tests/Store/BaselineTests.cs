using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Store;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Tests.Store;

public sealed class BaselineTests : IDisposable
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_baseline_moves_with_its_result_and_outlives_the_store()
    {
        await using (ResultStore store = Samples.Open(folder.Path))
        {
            await store.AppendAsync(Samples.Result(), [Value(48213.50m) with { ResultId = "r1" }]);
            await store.AppendAsync(Samples.Result());
        }

        Baseline found = new StoredBaselines(folder.Path).Find("meter", "count")!;

        Assert.Equal(Value(48213.50m) with { ResultId = "r1" }, found);
        Assert.Equal("48213.50", found.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_result_that_is_not_stored_moves_no_baseline()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        await store.AppendAsync(Samples.Result(), [Value(1)]);
        Baseline broken = Value(3) with { Field = null! };

        await Assert.ThrowsAnyAsync<Exception>(() => store.AppendAsync(Samples.Result(), [Value(2), broken]));

        Assert.Equal(1, new StoredBaselines(folder.Path).Find("meter", "count")!.Value);
        Assert.Single(store.Read(new ResultQuery()));
        Assert.Equal(2, (await store.AppendAsync(Samples.Result(), [Value(4)])).Seq);
        Assert.Equal(4, new StoredBaselines(folder.Path).Find("meter", "count")!.Value);
    }

    [Fact]
    public async Task A_person_sets_and_removes_one_beside_a_running_store()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        await store.AppendAsync(Samples.Result(), [Value(1), Value(7) with { Field = "other" }]);
        var person = new StoredBaselines(folder.Path);

        person.Set(Value(0.1m + 0.2m));
        Assert.Equal([0.3m, 7], person.All().Select(static one => one.Value));
        Assert.Null(person.Find("meter", "count")!.ResultId);
        person.Remove("meter", "count");

        Assert.Null(person.Find("meter", "count"));
        Assert.Null(person.Find("another recipe", "other"));
        Assert.Equal("other", Assert.Single(person.All()).Field);
        Assert.Equal(2, (await store.AppendAsync(Samples.Result())).Seq);
    }

    [Fact]
    public void Where_there_is_no_store_nothing_is_found_and_a_list_is_a_fault_that_makes_none()
    {
        var nowhere = new StoredBaselines(folder.Of("nowhere"));

        Assert.Null(nowhere.Find("meter", "count"));
        var fault = Assert.Throws<FaultException>(() => nowhere.All());
        Assert.Equal(FaultCode.StoreFailed, fault.Code);
        Assert.Equal(
            FaultCode.StoreFailed,
            Assert.Throws<FaultException>(() => ResultArchive.Read(folder.Of("nowhere"), new ResultQuery())).Code
        );
        Assert.False(Directory.Exists(folder.Of("nowhere")));
    }

    [Fact]
    public async Task A_store_of_the_first_version_is_brought_up_to_date_and_loses_nothing()
    {
        await using (ResultStore store = Samples.Open(folder.Path))
        {
            await store.AppendAsync(Samples.Result());
        }

        Sql("DROP TABLE baseline; PRAGMA user_version = 1");

        await using ResultStore again = Samples.Open(folder.Path);
        Assert.Equal(2, (await again.AppendAsync(Samples.Result(), [Value(5)])).Seq);
        Assert.Equal(5, new StoredBaselines(folder.Path).Find("meter", "count")!.Value);
    }

    [Fact]
    public async Task Results_are_found_by_their_id_beside_the_store_that_writes()
    {
        await using ResultStore store = Samples.Open(folder.Path);
        await store.AppendAsync(Samples.Result());
        Result wanted = await store.AppendAsync(Samples.Result(text: "LOT-7"));

        StoredResult found = Assert.Single(ResultArchive.Read(folder.Path, new ResultQuery { Id = wanted.Id }));

        Assert.Equal((2, "LOT-7"), (found.Seq, found.Read().Texts[0].Text));
        Assert.Empty(ResultArchive.Read(folder.Path, new ResultQuery { Id = "' OR 1 --" }));
    }

    private static Baseline Value(decimal value) => new("meter", "count", value, At) { BootId = "boot-1", MonotonicNs = 17 };

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Of("results.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // the tests' own words
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
