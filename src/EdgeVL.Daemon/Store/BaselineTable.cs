using System.Globalization;
using EdgeVL.Daemon.Rules;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Last accepted values of fields.</summary>
internal sealed class BaselineTable(SqliteConnection connection)
{
    private readonly Statement find = new(
        connection,
        "SELECT recipe, field, value, at, boot_id, monotonic_ns, result FROM baseline WHERE recipe = $1 AND field = $2",
        2
    );
    private readonly Statement all = new(
        connection,
        "SELECT recipe, field, value, at, boot_id, monotonic_ns, result FROM baseline ORDER BY recipe, field"
    );
    private readonly Statement set = new(connection, "INSERT OR REPLACE INTO baseline VALUES ($1, $2, $3, $4, $5, $6, $7)", 7);
    private readonly Statement remove = new(connection, "DELETE FROM baseline WHERE recipe = $1 AND field = $2", 2);

    public Baseline? Find(string recipe, string field)
    {
        using SqliteDataReader row = find.Read(recipe, field);
        return row.Read() ? Read(row) : null;
    }

    public IReadOnlyList<Baseline> All()
    {
        List<Baseline> found = [];
        using SqliteDataReader rows = all.Read();
        while (rows.Read())
        {
            found.Add(Read(rows));
        }

        return found;
    }

    public void Set(Baseline baseline) =>
        set.Execute(
            baseline.Recipe,
            baseline.Field,
            baseline.Value.ToString(CultureInfo.InvariantCulture),
            baseline.At.ToUnixTimeMilliseconds(),
            baseline.BootId,
            baseline.MonotonicNs,
            baseline.ResultId
        );

    public void Remove(string recipe, string field) => remove.Execute(recipe, field);

    private static Baseline Read(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            decimal.Parse(row.GetString(2), NumberStyles.Float, CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))
        )
        {
            BootId = row.IsDBNull(4) ? null : row.GetString(4),
            MonotonicNs = row.IsDBNull(5) ? null : row.GetInt64(5),
            ResultId = row.IsDBNull(6) ? null : row.GetString(6),
        };
}
