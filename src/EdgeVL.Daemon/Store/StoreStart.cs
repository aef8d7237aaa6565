using EdgeVL.Contracts.Faults;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Opens a store so that no number is ever given twice, whatever became of its database.</summary>
internal static class StoreStart
{
    /// <summary>What is said of a database that was moved to <paramref name="aside"/>.</summary>
    public static string Damaged(string aside) => $"the store was damaged and is kept as {Path.GetFileName(aside)}";

    /// <summary>Opens the database of <paramref name="folder"/>, or puts a new one in its place.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mark">How far the numbers have come.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="replaced">Where a damaged database was moved to; null as a rule.</param>
    /// <exception cref="FaultException">A newer program has written it.</exception>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static StoreDatabase Open(StoreFolder folder, SeqMark mark, DateTimeOffset now, out string? replaced)
    {
        try
        {
            return OpenOrReplace(folder, mark, now, out replaced);
        }
        catch (Exception e) when (StoreFault.IsFull(e))
        {
            new DiskReserve(folder.Reserve).Release();
            return OpenOrReplace(folder, mark, now, out replaced);
        }
    }

    private static StoreDatabase OpenOrReplace(StoreFolder folder, SeqMark mark, DateTimeOffset now, out string? replaced)
    {
        replaced = null;
        bool existed = File.Exists(folder.Database);
        StoreDatabase? database = null;
        try
        {
            database = StoreDatabase.Open(folder.Database);
            Reconcile(database, mark, existed, now);
            Agree(mark, database.Meta.Seq);
            return database;
        }
        catch (SqliteException e) when (StoreFault.IsDamage(e))
        {
            database?.Dispose();
            (long? waiting, long seq) = Salvage(folder.Database);
            replaced = folder.SetAside(now);
            database = StoreDatabase.Open(folder.Database);
            Begin(database, Math.Max(mark.Bound, seq), waiting, Damaged(replaced), now);
            Agree(mark, database.Meta.Seq);
            return database;
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    /// <summary>Makes the numbers of a new or an old database go on after <paramref name="seq"/>, and reports that results may be missing.</summary>
    public static void Begin(StoreDatabase database, long seq, long? from, string cause, DateTimeOffset now)
    {
        database.Begin();
        database.Meta.Seq = seq;
        database.Events.Add(StoreEvents.Replaced(from, seq, cause, now));
        database.Commit();
    }

    private static void Agree(SeqMark mark, long seq)
    {
        mark.Reserve(seq);
        mark.Give(seq);
    }

    private static void Reconcile(StoreDatabase database, SeqMark mark, bool existed, DateTimeOffset now)
    {
        long seq = database.Meta.Seq;
        if (seq < mark.Given || (!existed && mark.Known && mark.Bound > 0))
        {
            Begin(database, mark.Bound, seq + 1, existed ? "the store lost its last results" : "the store was gone", now);
        }
    }

    /// <summary>What a damaged database still tells of its numbers; a hint, for it is damaged.</summary>
    public static (long? Waiting, long Seq) Salvage(string path)
    {
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = path,
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ToString()
            );
            connection.Open();
            long seq = Statement.Once(connection, "SELECT value FROM meta WHERE name = 'seq'") ?? 0;
            return (Statement.Once(connection, "SELECT min(seq) FROM outbox"), seq);
        }
        catch (SqliteException)
        {
            return (null, 0);
        }
    }
}
