using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Messages;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Reports about the device that wait for the broker; a report that is acknowledged is gone.</summary>
internal sealed class EventTable(SqliteConnection connection)
{
    /// <summary>Waiting reports at most, gaps not counted: a device that is off line for a year has no use for a year's worth.</summary>
    public const int Most = 1000;

    private readonly Statement insert = new(
        connection,
        "INSERT INTO event (kind, first, last, cause, json) VALUES ($1, $2, $3, $4, $5)",
        5
    );
    private readonly Statement update = new(connection, "UPDATE event SET last = $2, json = $3 WHERE key = $1", 3);
    private readonly Statement before = new(
        connection,
        "SELECT key, first FROM event WHERE kind = $1 AND cause = $2 AND last = $3 AND flight = 0 ORDER BY key DESC LIMIT 1",
        3
    );
    private readonly Statement waiting = new(connection, "SELECT key, doubt, json FROM event WHERE flight = 0 ORDER BY key LIMIT $1", 1);
    private readonly Statement any = new(connection, "SELECT EXISTS (SELECT 1 FROM event WHERE flight = 0)");
    private readonly Statement fly = new(connection, "UPDATE event SET flight = 1 WHERE key = $1", 1);
    private readonly Statement land = new(connection, "UPDATE event SET flight = 0 WHERE key = $1", 1);
    private readonly Statement release = new(connection, "UPDATE event SET flight = 0, doubt = 1 WHERE flight = 1");
    private readonly Statement delete = new(connection, "DELETE FROM event WHERE key = $1", 1);
    private readonly Statement forget = new(connection, "DELETE FROM event WHERE kind = $1 AND flight = 0", 1);
    private readonly Statement trim = new(
        connection,
        """
        DELETE FROM event WHERE key IN (
            SELECT key FROM event WHERE kind <> 'gap' AND flight = 0 ORDER BY key DESC LIMIT -1 OFFSET $1)
        """,
        1
    );

    /// <summary>Whether a report waits.</summary>
    public bool Any => any.Number() == 1;

    public void Add(DeviceEvent report)
    {
        insert.Execute(report.Kind, report.From, report.To, null, Json(report));
        trim.Execute(Most);
    }

    /// <summary>Reports that results are missing; one report grows while nobody has taken it.</summary>
    public void AddGap(long from, long to, string cause, DateTimeOffset now)
    {
        (long Key, long First)? grown = Before(from, cause);
        DeviceEvent gap = StoreEvents.Gap(grown?.First ?? from, to, cause, now);
        if (grown is { } report)
        {
            update.Execute(report.Key, to, Json(gap));
        }
        else
        {
            insert.Execute(gap.Kind, from, to, cause, Json(gap));
        }
    }

    /// <summary>Reports that wait, oldest first.</summary>
    public IReadOnlyList<(long Key, bool Doubt, byte[] Json)> Waiting(int count)
    {
        List<(long, bool, byte[])> found = [];
        using SqliteDataReader rows = waiting.Read(count);
        while (rows.Read())
        {
            found.Add((rows.GetInt64(0), rows.GetInt64(1) != 0, rows.GetFieldValue<byte[]>(2)));
        }

        return found;
    }

    public void Fly(long key) => fly.Execute(key);

    public void Land(long key) => land.Execute(key);

    public void Delete(long key) => delete.Execute(key);

    /// <summary>What was in flight waits again, and may be a double.</summary>
    public void Release() => release.Execute();

    /// <summary>Drops waiting reports that a newer one makes void.</summary>
    public void Forget(string kind) => forget.Execute(kind);

    private (long Key, long First)? Before(long from, string cause)
    {
        using SqliteDataReader row = before.Read("gap", cause, from - 1);
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }

    private static byte[] Json(DeviceEvent report) => JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Wire.DeviceEvent);
}
