using EdgeVL.Contracts.Faults;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>The one connection that writes, with its statements; used by the store's thread alone.</summary>
internal sealed class StoreDatabase : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement pages;
    private readonly Statement freePages;
    private readonly Statement emptyLog;
    private readonly Statement shrink;
    private readonly long pageSize;
    private bool open;

    private StoreDatabase(SqliteConnection connection)
    {
        this.connection = connection;
        begin = new Statement(connection, "BEGIN IMMEDIATE");
        commit = new Statement(connection, "COMMIT");
        rollback = new Statement(connection, "ROLLBACK");
        pages = new Statement(connection, "PRAGMA page_count");
        freePages = new Statement(connection, "PRAGMA freelist_count");
        emptyLog = new Statement(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        shrink = new Statement(connection, "PRAGMA incremental_vacuum(256)");
        pageSize = Statement.Once(connection, "PRAGMA page_size") ?? 0;
        Meta = new MetaTable(connection);
        Results = new ResultTable(connection);
        Outbox = new OutboxTable(connection);
        Events = new EventTable(connection);
        Baselines = new BaselineTable(connection);
    }

    public MetaTable Meta { get; }

    public ResultTable Results { get; }

    public OutboxTable Outbox { get; }

    public EventTable Events { get; }

    public BaselineTable Baselines { get; }

    /// <summary>Bytes in use; the file may be larger by pages that are free.</summary>
    public long UsedBytes => FileBytes - (FreePages * pageSize);

    /// <summary>Bytes of the file.</summary>
    public long FileBytes => (pages.Number() ?? 0) * pageSize;

    /// <summary>Pages of the file that hold nothing.</summary>
    public long FreePages => freePages.Number() ?? 0;

    /// <summary>Opens or makes the database, every commit on the disk before it returns.</summary>
    /// <exception cref="FaultException">A newer program has written it.</exception>
    /// <exception cref="SqliteException">It is damaged, or cannot be opened.</exception>
    public static StoreDatabase Open(string path)
    {
        var opened = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = 5,
            }.ToString()
        );
        try
        {
            opened.Open();
            Pragma(opened, "auto_vacuum = INCREMENTAL"); // takes effect in a new file only
            Pragma(opened, "journal_mode = WAL");
            Pragma(opened, "synchronous = FULL"); // of this connection; NORMAL may lose the last commits in a power cut

            // The log stays below the reserve: on a full disk it can still be moved into the main file, page by page, and its room used.
            Pragma(opened, "wal_autocheckpoint = 256");
            Pragma(opened, "journal_size_limit = 4194304");
            StoreSchema.Update(opened);
            return new StoreDatabase(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public void Begin()
    {
        begin.Execute();
        Outbox.Keep();
        open = true;
    }

    public void Commit()
    {
        commit.Execute();
        open = false;
    }

    /// <summary>Takes back what was not committed; a full disk may have done so already.</summary>
    public void Rollback()
    {
        if (!open)
        {
            return;
        }

        open = false;
        try
        {
            rollback.Execute();
        }
        catch (SqliteException)
        {
            // "no transaction is active": SQLite has rolled back by itself.
        }

        Outbox.Restore();
    }

    /// <summary>Moves all commits into the main file and gives the room of the log back to the disk.</summary>
    public void EmptyLog() => emptyLog.Execute();

    /// <summary>Gives free pages back to the disk, 256 at a time.</summary>
    public void Shrink() => shrink.Execute();

    public void Dispose() => connection.Dispose();

    private static void Pragma(SqliteConnection connection, string setting) => Statement.Once(connection, "PRAGMA " + setting);
}
