using EdgeVL.Contracts.Faults;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Store;

/// <summary>Puts batches on the disk, and deals with a disk that is full and a database that is damaged. Used by the store's thread alone.</summary>
internal sealed partial class StoreWriter : IDisposable
{
    private readonly StoreFolder folder;
    private readonly Retention retention;
    private readonly DiskReserve reserve;
    private readonly TimeProvider time;
    private readonly ILogger<ResultStore> logger;
    private readonly LostResults lost = new();
    private StoreDatabase database;
    private bool reopen;
    private string logged = "";
    private long waiting;

    public StoreWriter(
        StoreFolder folder,
        SeqMark mark,
        StoreDatabase database,
        StoreOptions options,
        TimeProvider time,
        ILogger<ResultStore> logger
    )
    {
        (this.folder, Mark, this.database, this.time, this.logger) = (folder, mark, database, time, logger);
        retention = new Retention(options, time);
        reserve = new DiskReserve(folder.Reserve);
        reserve.Restore();
        waiting = database.Outbox.Count;
    }

    public SeqMark Mark { get; }

    /// <summary>Results that wait for the broker, as of the last commit. Any thread.</summary>
    public long Waiting => Interlocked.Read(ref waiting);

    /// <summary>Refuses a new result while the disk is full.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.DiskFull"/></exception>
    public void DemandRoom(StoreDatabase database) => reserve.DemandRoom(freePages: reserve.Spent && database.FreePages > 64);

    /// <summary>A result could not be stored; that is reported with the next commit that succeeds.</summary>
    public void Lose(Exception why) =>
        lost.Add(why is FaultException { Code: FaultCode.DiskFull } ? "disk full" : "store failed", time.GetUtcNow());

    /// <summary>Puts a batch on the disk; one that fails is done piece by piece, so that no work fails for another's sake.</summary>
    public void Commit(List<StoreOperation> batch)
    {
        Exception? failure = Try(batch);
        if (failure is null)
        {
            KeepQuota();
            return;
        }

        if (batch.Count > 1)
        {
            foreach (StoreOperation operation in batch)
            {
                Commit([operation]);
            }

            return;
        }

        if (Recover(failure))
        {
            failure = Try(batch);
        }

        if (failure is not null)
        {
            Fail(batch[0], failure);
        }
    }

    /// <summary>What is done each minute: age, the file's size after the quota was lowered, room on the disk.</summary>
    public void Maintain(StoreDatabase database)
    {
        retention.Age(database);
        retention.Shrink(database);
        if (reserve.Spent)
        {
            reserve.Restore();
        }
    }

    public void Dispose() => database.Dispose();

    private Exception? Try(List<StoreOperation> batch)
    {
        try
        {
            OpenAgain();
            database.Begin();
            lost.Report(database, time.GetUtcNow());
            foreach (StoreOperation operation in batch)
            {
                operation.Run(database);
            }

            CommitAndCount();
        }
        catch (Exception e)
        {
            database.Rollback();
            return e;
        }

        logged = "";
        lost.Clear();
        foreach (StoreOperation operation in batch)
        {
            operation.Complete();
        }

        return null;
    }

    private void Fail(StoreOperation operation, Exception failure)
    {
        Exception fault = StoreFault.Translate(failure, folder.Database);
        reopen = fault is FaultException { Code: FaultCode.StoreFailed };
        Log(fault);
        operation.Fail(fault);
    }

    /// <summary>Mends what can be mended. True if the work is worth another try.</summary>
    private bool Recover(Exception failure)
    {
        try
        {
            if (StoreFault.IsDamage(failure))
            {
                Replace();
                return true;
            }

            if (StoreFault.IsFull(failure))
            {
                MakeRoom();
                return true;
            }

            return false;
        }
        catch (Exception e)
        {
            database.Rollback();
            Log(StoreFault.Translate(e, folder.Database));
            return StoreFault.IsFull(failure);
        }
    }

    private void MakeRoom()
    {
        if (!reserve.Spent)
        {
            LogDiskFull(folder.Path);
            reserve.Release();
        }

        database.EmptyLog();
        database.Begin();
        retention.Trim(database, waitingToo: false);
        database.Commit();
    }

    /// <summary>A new database takes the place of the damaged one; the numbers go on where they were.</summary>
    private void Replace()
    {
        long seq = Mark.Given; // exact: this process gave it
        database.Dispose();
        long? first = StoreStart.Salvage(folder.Database).Waiting;
        string aside = folder.SetAside(time.GetUtcNow());
        LogDamaged(aside, seq);
        database = StoreDatabase.Open(folder.Database);
        StoreStart.Begin(database, seq, first, StoreStart.Damaged(aside), time.GetUtcNow());
    }

    private void CommitAndCount()
    {
        database.Commit();
        Interlocked.Exchange(ref waiting, database.Outbox.Count);
    }

    private void OpenAgain()
    {
        if (reopen)
        {
            database.Dispose();
            database = StoreStart.Open(folder, Mark, time.GetUtcNow(), out _); // the file may be gone, or another one
            reopen = false;
        }
    }

    private void KeepQuota()
    {
        try
        {
            if (retention.IsDue(database))
            {
                database.Begin();
                retention.Trim(database, waitingToo: true);
                CommitAndCount();
            }
        }
        catch (Exception e)
        {
            database.Rollback();
            Log(StoreFault.Translate(e, folder.Database));
        }
    }

    /// <summary>Each kind of fault is one line until a commit succeeds.</summary>
    private void Log(Exception fault)
    {
        if (fault.Message != logged)
        {
            logged = fault.Message;
            LogFailed(fault.Message);
        }
    }

    [LoggerMessage(3101, LogLevel.Error, "{Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(3102, LogLevel.Critical, "The result store was damaged and is kept as {Aside}; a new one goes on after seq {Seq}")]
    private partial void LogDamaged(string aside, long seq);

    [LoggerMessage(3103, LogLevel.Error, "The disk that holds {Folder} is full; results that the broker has are dropped")]
    private partial void LogDiskFull(string folder);
}
