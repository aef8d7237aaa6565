using EdgeVL.Contracts.Results;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>The results themselves, and what is known of each recipe's deliveries.</summary>
internal sealed class ResultTable(SqliteConnection connection)
{
    // A clock that was never set says 1970: such rows are as old as they are, whatever it says now, and leave by quota only.
    private const long FirstPlausibleTime = 1_700_000_000_000;

    private readonly Statement insert = new(connection, "INSERT INTO result VALUES ($1, $2, $3, $4, $5, $6, $7)", 7);
    private readonly Statement settle = new(connection, "INSERT OR REPLACE INTO settled SELECT seq, $2 FROM result WHERE seq = $1", 2);
    private readonly Statement delete = new(connection, "DELETE FROM result WHERE seq = $1", 1);
    private readonly Statement unsettle = new(connection, "DELETE FROM settled WHERE seq = $1", 1);
    private readonly Statement settled = new(
        connection,
        "SELECT s.seq, r.stored FROM settled s JOIN result r ON r.seq = s.seq ORDER BY s.seq LIMIT $1",
        1
    );
    private readonly Statement name = new(
        connection,
        """
        INSERT INTO newest SELECT camera, recipe, seq FROM result WHERE seq = $1
        ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)
        """,
        1
    );
    private readonly Statement named = new(
        connection,
        "SELECT n.camera, n.recipe, r.seq, r.json FROM newest n JOIN result r ON r.seq = n.seq"
    );
    private readonly Statement miss = new(
        connection,
        """
        INSERT INTO unheard SELECT camera, recipe, seq, seq FROM result WHERE seq = $1
        ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)
        """,
        1
    );
    private readonly Statement hear = new(
        connection,
        "DELETE FROM unheard WHERE (camera, recipe) = (SELECT camera, recipe FROM result WHERE seq = $1) RETURNING camera, recipe, first, last",
        1
    );

    public void Insert(Result result, byte[] json, long stored) =>
        insert.Execute(result.Seq, result.Id, result.Camera, result.Recipe, VerdictNames.Of(result.Verdict), stored, json);

    /// <summary>Notes how a result's wait has ended.</summary>
    public void Settle(long seq, Delivery delivery) => settle.Execute(seq, (long)delivery);

    public void Delete(long seq)
    {
        unsettle.Execute(seq);
        delete.Execute(seq);
    }

    /// <summary>The oldest results that wait for nothing, at most <paramref name="count"/>.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="before">Only those stored before this Unix millisecond; null for any age.</param>
    public IReadOnlyList<long> OldestSettled(int count, long? before)
    {
        List<long> found = [];
        using SqliteDataReader rows = settled.Read(count);
        while (rows.Read())
        {
            long stored = rows.GetInt64(1);
            if (before is null || (stored < before && stored >= FirstPlausibleTime))
            {
                found.Add(rows.GetInt64(0));
            }
        }

        return found;
    }

    /// <summary>Notes that the broker has result <paramref name="seq"/>.</summary>
    public void NameNewest(long seq) => name.Execute(seq);

    /// <summary>The last result of each recipe that the broker has, if it is still kept.</summary>
    public IReadOnlyList<(string Camera, string Recipe, long Seq, byte[] Json)> Newest()
    {
        List<(string, string, long, byte[])> found = [];
        using SqliteDataReader rows = named.Read();
        while (rows.Read())
        {
            found.Add((rows.GetString(0), rows.GetString(1), rows.GetInt64(2), rows.GetFieldValue<byte[]>(3)));
        }

        return found;
    }

    /// <summary>Notes that nobody subscribed to result <paramref name="seq"/>.</summary>
    public void Miss(long seq) => miss.Execute(seq);

    /// <summary>Notes that somebody subscribes to results such as <paramref name="seq"/>.</summary>
    /// <returns>The results before it that nobody had subscribed to; null as a rule.</returns>
    public (string Camera, string Recipe, long First, long Last)? Hear(long seq)
    {
        using SqliteDataReader row = hear.Read(seq);
        return row.Read() ? (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)) : null;
    }
}
