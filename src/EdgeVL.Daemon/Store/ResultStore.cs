using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Messages;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Store;

/// <summary>Results on disk, each with its number and its place in the queue for the broker, written in one transaction.</summary>
/// <remarks>
/// SQLite with a write-ahead log, on the disk at each commit. One thread writes; what gathers while a commit is under way shares the next one.
/// Within the quota a result stays after the broker's acknowledgement, for readers that ask for it again.
/// </remarks>
public sealed partial class ResultStore : IAsyncDisposable
{
    private const int LongestName = 1000;
    private static readonly TimeSpan MaintenanceEvery = TimeSpan.FromMinutes(1);
    private readonly StoreOptions options;
    private readonly TimeProvider time;
    private readonly StoreFolder folder;
    private readonly StoreWriter writer;
    private readonly StoreThread thread;
    private readonly StoreReader reader;
    private readonly ResultIds ids;
    private readonly ITimer maintenance;
    private long lastSeq;
    private volatile FaultException? fault;

    private ResultStore(StoreOptions options, StoreFolder folder, StoreWriter writer, long lastSeq, TimeProvider time)
    {
        (this.options, this.folder, this.writer, this.time) = (options, folder, writer, time);
        this.lastSeq = lastSeq;
        ids = new ResultIds(time);
        reader = new StoreReader(folder.Database);
        thread = new StoreThread(writer.Commit, End);
        maintenance = time.CreateTimer(static store => ((ResultStore)store!).Maintain(), this, MaintenanceEvery, MaintenanceEvery);
    }

    /// <summary>Raised on the store's thread after a result or a report was stored; handlers return at once.</summary>
    public event EventHandler? Added;

    /// <summary>Number of the last result; 0 before the first.</summary>
    public long LastSeq => Interlocked.Read(ref lastSeq);

    /// <summary>Results that wait for the broker's acknowledgement.</summary>
    public long Waiting => writer.Waiting;

    /// <summary>Why the last result could not be stored; null while results can be.</summary>
    public FaultException? Fault => fault;

    /// <summary>Opens the store of a folder, or makes one.</summary>
    /// <param name="options">The <c>store</c> section.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told what goes wrong.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: not writable, held by another process, or written by a newer program;
    /// <see cref="FaultCode.DiskFull"/>: no room to begin with.</exception>
    public static ResultStore Open(StoreOptions options, TimeProvider time, ILogger<ResultStore> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Quota, 1 << 20);
        StoreFolder taken = StoreFolder.Take(options.Folder);
        SeqMark? mark = null;
        try
        {
            mark = SeqMark.Open(taken.Mark);
            StoreDatabase database = StoreStart.Open(taken, mark, time.GetUtcNow(), out string? replaced);
            if (replaced is not null)
            {
                LogReplaced(logger, replaced, database.Meta.Seq);
            }

            return new ResultStore(options, taken, new StoreWriter(taken, mark, database, options, time, logger), database.Meta.Seq, time);
        }
        catch (Exception e)
        {
            mark?.Dispose();
            taken.Dispose();
            if (StoreFault.Translate(e, taken.Database) is FaultException translated)
            {
                throw translated;
            }

            throw;
        }
    }

    /// <summary>Stores a result and its place in the queue.</summary>
    /// <param name="result">Camera and recipe are needed, each of 1000 characters at most; a number is given, and an id where it is empty.</param>
    /// <param name="baselines">Last accepted values that the result sets, in the same transaction; null for none.</param>
    /// <returns>The result with its number, once it is on the disk.</returns>
    /// <exception cref="FaultException"><see cref="FaultCode.DiskFull"/>, <see cref="FaultCode.StoreFailed"/>: it is not stored, took no number, and is
    /// reported by an event later.</exception>
    public Task<Result> AppendAsync(Result result, IReadOnlyList<Baseline>? baselines = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(result.Camera);
        ArgumentException.ThrowIfNullOrEmpty(result.Recipe);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(result.Camera.Length, LongestName); // a topic holds both
        ArgumentOutOfRangeException.ThrowIfGreaterThan(result.Recipe.Length, LongestName);
        Result named = result.Id.Length > 0 ? result : result with { Id = ids.Next() };
        return thread.Do(new StoreOperation<Result>(database => Append(database, named, baselines ?? []), OnAppended, OnLost));
    }

    /// <summary>Stores a report about the device, to be published before any result that waits.</summary>
    /// <exception cref="FaultException">It is not stored.</exception>
    public Task AnnounceAsync(DeviceEvent report) =>
        thread.Do(
            new StoreOperation<bool>(
                database =>
                {
                    database.Events.Add(report);
                    return true;
                },
                _ => Added?.Invoke(this, EventArgs.Empty)
            )
        );

    /// <summary>Reads results; safe beside the writer, on any thread, and blocks for the disk.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/></exception>
    public IReadOnlyList<StoredResult> Read(ResultQuery query) => reader.Read(query);

    /// <summary>Ends after the work that it was given.</summary>
    public async ValueTask DisposeAsync()
    {
        await maintenance.DisposeAsync();
        await thread.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Runs work on the store's thread, in a transaction that it may share.</summary>
    /// <param name="work">The work; it may run again after a rollback, so it changes nothing but the database.</param>
    /// <exception cref="FaultException">It is undone.</exception>
    internal Task<T> DoAsync<T>(Func<StoreDatabase, T> work) => thread.Do(new StoreOperation<T>(work));

    private Result Append(StoreDatabase database, Result result, IReadOnlyList<Baseline> baselines)
    {
        writer.DemandRoom(database);
        Result numbered = result with { Seq = database.Meta.NextSeq() };
        writer.Mark.Reserve(numbered.Seq);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(numbered, ContractsJson.Wire.Result);
        database.Results.Insert(numbered, json, time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (Baseline baseline in baselines)
        {
            database.Baselines.Set(baseline);
        }

        if (options.Queue)
        {
            database.Outbox.Insert(numbered.Seq);
        }
        else
        {
            database.Results.Settle(numbered.Seq, Delivery.Local);
        }

        return numbered;
    }

    private void OnAppended(Result stored)
    {
        writer.Mark.Give(stored.Seq);
        Interlocked.Exchange(ref lastSeq, stored.Seq);
        fault = null;
        Added?.Invoke(this, EventArgs.Empty);
    }

    private void OnLost(Exception why)
    {
        writer.Lose(why);
        fault = why as FaultException;
    }

    private void Maintain()
    {
        try
        {
            _ = thread.Do(
                new StoreOperation<bool>(database =>
                {
                    writer.Maintain(database);
                    return true;
                })
            );
        }
        catch (ObjectDisposedException)
        {
            // The last tick of a store that is closing.
        }
    }

    private void End()
    {
        writer.Dispose();
        writer.Mark.Dispose();
    }

    [LoggerMessage(3104, LogLevel.Critical, "The result store was damaged and is kept as {Aside}; a new one goes on after seq {Seq}")]
    private static partial void LogReplaced(ILogger logger, string aside, long seq);
}
