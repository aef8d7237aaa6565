using System.Globalization;
using System.Text;
using EdgeVL.Contracts.Faults;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Reads beside the writer, through a connection a call.</summary>
/// <param name="path">The database.</param>
internal sealed class StoreReader(string path)
{
    private readonly string connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false, // a pooled connection would go on reading a database that was moved aside
    }.ToString();

    public IReadOnlyList<StoredResult> Read(ResultQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1000);
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            Ask(command, query);
            using SqliteDataReader rows = command.ExecuteReader();
            List<StoredResult> found = [];
            while (rows.Read())
            {
                found.Add(new StoredResult(rows.GetInt64(0), (Delivery)rows.GetInt32(1), rows.GetFieldValue<byte[]>(2)));
            }

            return found;
        }
        catch (SqliteException e)
        {
            throw (FaultException)StoreFault.Translate(e, path);
        }
    }

    private static void Ask(SqliteCommand command, ResultQuery query)
    {
        var sql = new StringBuilder(
            "SELECT r.seq, coalesce(s.delivery, 0), r.json FROM result r LEFT JOIN settled s ON s.seq = r.seq WHERE 1"
        );
        void And(string condition, object? value)
        {
            if (value is not null)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"${command.Parameters.Count + 1}");
                sql.Append(" AND ").Append(condition).Append(' ').Append(name);
                command.Parameters.AddWithValue(name, value);
            }
        }

        And("id =", query.Id);
        And("r.seq >=", query.From);
        And("r.seq <=", query.To);
        And("camera =", query.Camera);
        And("recipe =", query.Recipe);
        And("verdict =", query.Verdict is { } verdict ? VerdictNames.Of(verdict) : null);
        sql.Append(query.NewestFirst ? " ORDER BY r.seq DESC" : " ORDER BY r.seq");
        sql.Append(CultureInfo.InvariantCulture, $" LIMIT {query.Limit}");
#pragma warning disable CA2100 // Every value is a parameter; the text is put together from the constants above.
        command.CommandText = sql.ToString();
#pragma warning restore CA2100
    }
}
