using System.Globalization;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>One SQL statement, prepared once; its parameters are <c>$1</c>, <c>$2</c> and so on.</summary>
#pragma warning disable CA1001 // The connection disposes the commands that were made from it.
internal sealed class Statement
#pragma warning restore CA1001
{
    private readonly SqliteCommand command;

    public Statement(SqliteConnection connection, string sql, int parameters = 0)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 1; i <= parameters; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), DBNull.Value);
        }
    }

    /// <summary>The first column of the first row of what runs once; null without a row or with NULL in it.</summary>
    /// <remarks>The connection knows its commands weakly: one that the garbage collector took before the connection is disposed keeps the
    /// database open, and its log on the disk, until its finalizer has run.</remarks>
    public static long? Once(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as long?;
    }

    /// <summary>Runs it and counts the rows that changed.</summary>
    public int Execute(params ReadOnlySpan<object?> values) => Bind(values).ExecuteNonQuery();

    /// <summary>The first column of the first row as a number; null without a row or with NULL in it.</summary>
    public long? Number(params ReadOnlySpan<object?> values) => Bind(values).ExecuteScalar() as long?;

    /// <summary>The rows; the caller disposes the reader before the statement runs again.</summary>
    public SqliteDataReader Read(params ReadOnlySpan<object?> values) => Bind(values).ExecuteReader();

    private SqliteCommand Bind(ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
