using EdgeVL.Contracts.Faults;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Faults of disk and database in words.</summary>
internal static class StoreFault
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NoRoomForIndex = 4874; // SQLITE_IOERR_SHMSIZE: the log's index file did not fit
    private const int NotADatabase = 26;

    /// <summary>Whether the file itself is broken, so that only a new one helps.</summary>
    public static bool IsDamage(Exception e) => e is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>Whether the disk has no room left.</summary>
    public static bool IsFull(Exception e) =>
        e
            is SqliteException { SqliteErrorCode: Full }
                or SqliteException { SqliteExtendedErrorCode: NoRoomForIndex }
                or FaultException { Code: FaultCode.DiskFull }
        || (e is IOException io && (io.HResult & 0xFFFF) == NoSpaceLeft);

    /// <summary>The fault that callers see.</summary>
    public static Exception Translate(Exception e, string database)
    {
        if (e is not FaultException && IsFull(e))
        {
            return DiskFull(database, e);
        }

        return e switch
        {
            SqliteException sqlite => Failed(database, Words(sqlite), e),
            IOException or UnauthorizedAccessException => Failed(database, e.Message, e),
            _ => e,
        };
    }

    public static FaultException DiskFull(string file, Exception? inner) =>
        new(
            FaultCode.DiskFull,
            $"The disk that holds '{Path.GetDirectoryName(file)}' is full: nothing new can be stored.",
            "Free space on it, or lower store.quota.",
            inner
        );

    private static FaultException Failed(string database, string words, Exception inner) =>
        new(
            FaultCode.StoreFailed,
            $"The result store '{database}' failed: {words}",
            "Check the disk and the rights of the service user.",
            inner
        );

    private static string Words(SqliteException e) =>
        e.SqliteErrorCode switch
        {
            Busy or Locked => "another program holds it.",
            ReadOnly or Permission => "it is not writable.",
            CannotOpen => "it cannot be opened.",
            Corrupt or NotADatabase => "the file is damaged.",
            _ => e.Message,
        };
}
