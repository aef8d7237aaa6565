using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Numbers that the store counts on.</summary>
internal sealed class MetaTable(SqliteConnection connection)
{
    private readonly Statement next = new(connection, "UPDATE meta SET value = value + 1 WHERE name = 'seq' RETURNING value");
    private readonly Statement get = new(connection, "SELECT value FROM meta WHERE name = $1", 1);
    private readonly Statement set = new(connection, "UPDATE meta SET value = $2 WHERE name = $1", 2);

    /// <summary>The last number that was given; 0 before the first.</summary>
    public long Seq
    {
        get => get.Number("seq") ?? 0;
        set => set.Execute("seq", value);
    }

    /// <summary>The backlog whose beginning was announced and whose end was not; null when there is none.</summary>
    public (long From, long To)? Backlog
    {
        get => get.Number("backlog_to") is > 0 and long to ? (get.Number("backlog_from") ?? 0, to) : null;
        set
        {
            set.Execute("backlog_from", value?.From ?? 0);
            set.Execute("backlog_to", value?.To ?? 0);
        }
    }

    /// <summary>Gives the next number.</summary>
    public long NextSeq() => next.Number() ?? throw new InvalidOperationException("The store has no counter.");
}
