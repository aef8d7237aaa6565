using System.Globalization;
using EdgeVL.Contracts.Faults;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>The tables of the store, and how an older store becomes a newer one.</summary>
internal static class StoreSchema
{
    /// <summary>The version that this program writes; it stands in <c>PRAGMA user_version</c>.</summary>
    public static int Version => Steps.Length;

    // One script a version, never edited once released: an older store runs those it lacks.
    private static readonly string[] Steps =
    [
        """
            CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
            INSERT INTO meta VALUES ('seq', 0), ('backlog_from', 0), ('backlog_to', 0);

            CREATE TABLE result (
                seq INTEGER PRIMARY KEY,
                id TEXT NOT NULL,
                camera TEXT NOT NULL,
                recipe TEXT NOT NULL,
                verdict TEXT NOT NULL,
                stored INTEGER NOT NULL,    -- Unix milliseconds
                json BLOB NOT NULL
            );
            CREATE INDEX result_by_recipe ON result (camera, recipe, seq);

            CREATE TABLE settled (          -- of its own: a result is written once, an acknowledgement does not write it again
                seq INTEGER PRIMARY KEY REFERENCES result (seq),
                delivery INTEGER NOT NULL   -- Delivery
            );

            CREATE TABLE outbox (
                seq INTEGER PRIMARY KEY REFERENCES result (seq),
                flight INTEGER NOT NULL DEFAULT 0,    -- 1: sent, and not settled yet
                doubt INTEGER NOT NULL DEFAULT 0,     -- 1: the broker may have it already
                refusal INTEGER NOT NULL DEFAULT -1   -- reason code for which the whole was refused, 0 for its size; -1: none
            );

            CREATE TABLE event (
                key INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                first INTEGER,
                last INTEGER,
                cause TEXT,
                flight INTEGER NOT NULL DEFAULT 0,
                doubt INTEGER NOT NULL DEFAULT 0,
                json BLOB NOT NULL
            );

            CREATE TABLE newest (      -- the last result of a recipe that the broker has
                camera TEXT NOT NULL,
                recipe TEXT NOT NULL,
                seq INTEGER NOT NULL,
                PRIMARY KEY (camera, recipe)
            ) WITHOUT ROWID;

            CREATE TABLE unheard (     -- results of a recipe that the broker took while nobody subscribed
                camera TEXT NOT NULL,
                recipe TEXT NOT NULL,
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                PRIMARY KEY (camera, recipe)
            ) WITHOUT ROWID;
            """,
        """
            CREATE TABLE baseline (    -- the last accepted value of a field
                recipe TEXT NOT NULL,
                field TEXT NOT NULL,
                value TEXT NOT NULL,       -- a decimal number, exact
                at INTEGER NOT NULL,       -- when its frame was taken, Unix milliseconds
                boot_id TEXT,
                monotonic_ns INTEGER,
                result TEXT,               -- id of the result; NULL where a person set it
                PRIMARY KEY (recipe, field)
            ) WITHOUT ROWID;
            """,
    ];

    /// <summary>Makes the tables or brings them up to <see cref="Version"/>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: a newer program has written it, or it is something else.</exception>
    public static void Update(SqliteConnection connection)
    {
        int version = (int)Number(connection, "PRAGMA user_version");
        if (version > Version)
        {
            throw new FaultException(
                FaultCode.StoreFailed,
                $"The result store '{connection.DataSource}' has version {version}; this program knows versions up to {Version}.",
                "Run the newer program, or give this one another folder by store.folder."
            );
        }

        if (version == 0 && Number(connection, "SELECT COUNT(*) FROM sqlite_schema") > 0)
        {
            throw new FaultException(
                FaultCode.StoreFailed,
                $"The database '{connection.DataSource}' is not a result store.",
                "Give the store a folder of its own by store.folder."
            );
        }

        for (; version < Version; version++)
        {
            using SqliteTransaction step = connection.BeginTransaction(deferred: false);
            Execute(connection, step, Steps[version]);
            Execute(connection, step, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"));
            step.Commit();
        }
    }

    private static long Number(SqliteConnection connection, string sql) => Statement.Once(connection, sql) ?? 0;

    private static void Execute(SqliteConnection connection, SqliteTransaction step, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = step;
        command.ExecuteNonQuery();
    }
}
