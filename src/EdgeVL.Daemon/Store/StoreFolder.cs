using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Store;

/// <summary>The folder of a store, held by one process at a time.</summary>
internal sealed class StoreFolder : IDisposable
{
    private const string DamagedPrefix = "damaged-";
    private readonly FileStream hold;

    private StoreFolder(string path, FileStream hold)
    {
        (Path, this.hold) = (path, hold);
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "results.db");

    public string Mark => System.IO.Path.Combine(Path, "seq-mark");

    public string Reserve => System.IO.Path.Combine(Path, "reserve");

    /// <summary>Makes the folder if need be and holds it until <see cref="Dispose"/>, or the end of the process.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: it cannot be made or written, or another process holds it.</exception>
    public static StoreFolder Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        string holder = System.IO.Path.Combine(path, "lock");
        try
        {
            Directory.CreateDirectory(path);
            var taken = new FileStream(holder, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new StoreFolder(path, taken);
        }
        catch (IOException e) when (IsHeld(holder))
        {
            throw new FaultException(
                FaultCode.StoreFailed,
                $"The store '{path}' is in use by another process.",
                "Stop the other daemon, or give this one a folder of its own by store.folder.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(
                FaultCode.StoreFailed,
                $"The folder of the store '{path}' cannot be written: {e.Message}",
                "Check store.folder, and that the service user owns it and the disk is mounted for writing.",
                e
            );
        }
    }

    /// <summary>Moves the database out of the way, into a folder of its own; an older one of these goes.</summary>
    /// <returns>The new folder.</returns>
    public string SetAside(DateTimeOffset now)
    {
        foreach (string older in Directory.GetDirectories(Path, DamagedPrefix + "*"))
        {
            Directory.Delete(older, recursive: true);
        }

        string aside = System.IO.Path.Combine(Path, DamagedPrefix + now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(aside);
        foreach (string suffix in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(Database + suffix))
            {
                File.Move(Database + suffix, System.IO.Path.Combine(aside, System.IO.Path.GetFileName(Database) + suffix));
            }
        }

        return aside;
    }

    public void Dispose() => hold.Dispose();

    private static bool IsHeld(string holder)
    {
        try
        {
            using var probe = new FileStream(holder, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e)
        {
            // .NET takes an advisory lock: who finds it taken gets EWOULDBLOCK, not a file or folder that is missing or wrong.
            return e is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(holder);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
