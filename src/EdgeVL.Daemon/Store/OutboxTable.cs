using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Which results wait for the broker, and how far each has come.</summary>
internal sealed class OutboxTable
{
    private const string Columns =
        "SELECT o.seq, o.doubt, o.refusal, r.camera, r.recipe, r.json FROM outbox o JOIN result r ON r.seq = o.seq";

    private readonly Statement insert;
    private readonly Statement delete;
    private readonly Statement fly;
    private readonly Statement land;
    private readonly Statement refuse;
    private readonly Statement release;
    private readonly Statement upTo;
    private readonly Statement above;
    private readonly Statement anyUpTo;
    private readonly Statement anyAbove;
    private readonly Statement openUpTo;
    private readonly Statement first;
    private readonly Statement last;
    private readonly Statement grounded;
    private long kept;

    public OutboxTable(SqliteConnection connection)
    {
        insert = new Statement(connection, "INSERT INTO outbox (seq) VALUES ($1)", 1);
        delete = new Statement(connection, "DELETE FROM outbox WHERE seq = $1", 1);
        fly = new Statement(connection, "UPDATE outbox SET flight = 1 WHERE seq = $1", 1);
        land = new Statement(connection, "UPDATE outbox SET flight = 0 WHERE seq = $1", 1);
        refuse = new Statement(connection, "UPDATE outbox SET flight = 0, refusal = $2 WHERE seq = $1", 2);
        release = new Statement(connection, "UPDATE outbox SET flight = 0, doubt = 1 WHERE flight = 1");
        upTo = new Statement(connection, Columns + " WHERE o.flight = 0 AND o.seq <= $1 ORDER BY o.seq LIMIT $2", 2);
        above = new Statement(connection, Columns + " WHERE o.flight = 0 AND o.seq > $1 ORDER BY o.seq LIMIT $2", 2);
        anyUpTo = new Statement(connection, "SELECT EXISTS (SELECT 1 FROM outbox WHERE flight = 0 AND seq <= $1)", 1);
        anyAbove = new Statement(connection, "SELECT EXISTS (SELECT 1 FROM outbox WHERE flight = 0 AND seq > $1)", 1);
        openUpTo = new Statement(connection, "SELECT EXISTS (SELECT 1 FROM outbox WHERE seq <= $1)", 1);
        first = new Statement(connection, "SELECT min(seq) FROM outbox");
        last = new Statement(connection, "SELECT max(seq) FROM outbox");
        grounded = new Statement(connection, "SELECT seq FROM outbox WHERE flight = 0 ORDER BY seq LIMIT $1", 1);
        Count = Statement.Once(connection, "SELECT count(*) FROM outbox") ?? 0;
        Keep();
    }

    /// <summary>How many results wait, those in flight among them.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest number that waits.</summary>
    public long? First => first.Number();

    /// <summary>The largest number that waits.</summary>
    public long? Last => last.Number();

    /// <summary>A transaction begins.</summary>
    public void Keep() => kept = Count;

    /// <summary>It is rolled back.</summary>
    public void Restore() => Count = kept;

    public void Insert(long seq) => Count += insert.Execute(seq);

    public void Delete(long seq) => Count -= delete.Execute(seq);

    public void Fly(long seq) => fly.Execute(seq);

    public void Land(long seq) => land.Execute(seq);

    public void Refuse(long seq, int code) => refuse.Execute(seq, code);

    /// <summary>What was in flight waits again, and may be a double.</summary>
    public void Release() => release.Execute();

    /// <summary>Rows that wait, oldest first.</summary>
    /// <param name="boundary">A number between two lanes.</param>
    /// <param name="live">Whether the lane above it is meant.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<OutboxRow> Waiting(long boundary, bool live, int count)
    {
        List<OutboxRow> found = [];
        using SqliteDataReader rows = (live ? above : upTo).Read(boundary, count);
        while (rows.Read())
        {
            found.Add(
                new OutboxRow(
                    rows.GetInt64(0),
                    rows.GetInt64(1) != 0,
                    rows.GetInt32(2),
                    rows.GetString(3),
                    rows.GetString(4),
                    rows.GetFieldValue<byte[]>(5)
                )
            );
        }

        return found;
    }

    /// <summary>Whether rows of a lane wait.</summary>
    public bool AnyWaiting(long boundary, bool live) => (live ? anyAbove : anyUpTo).Number(boundary) == 1;

    /// <summary>Whether any row up to <paramref name="boundary"/> is unsettled, those in flight among them.</summary>
    public bool AnyOpen(long boundary) => openUpTo.Number(boundary) == 1;

    /// <summary>The oldest numbers that wait and are not in flight.</summary>
    public IReadOnlyList<long> OldestGrounded(int count)
    {
        List<long> found = [];
        using SqliteDataReader rows = grounded.Read(count);
        while (rows.Read())
        {
            found.Add(rows.GetInt64(0));
        }

        return found;
    }
}

/// <summary>A result that waits for the broker.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Doubt">Whether the broker may have it already.</param>
/// <param name="Refusal">Reason code for which the whole was refused, 0 for its size; -1 when it was not.</param>
/// <param name="Camera">Its camera.</param>
/// <param name="Recipe">Its recipe.</param>
/// <param name="Json">The record, UTF-8.</param>
internal sealed record OutboxRow(long Seq, bool Doubt, int Refusal, string Camera, string Recipe, byte[] Json);
