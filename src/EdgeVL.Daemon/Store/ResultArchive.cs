using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Store;

/// <summary>Reads the results of a store beside the daemon that writes it.</summary>
public static class ResultArchive
{
    /// <summary>Reads results.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="query">Which.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: there is no store, or it cannot be read.</exception>
    public static IReadOnlyList<StoredResult> Read(string folder, ResultQuery query)
    {
        string path = Path.Combine(Path.GetFullPath(folder), "results.db");
        return File.Exists(path)
            ? new StoreReader(path).Read(query)
            : throw new FaultException(
                FaultCode.StoreFailed,
                $"There is no store in '{folder}'.",
                "Name the folder of the daemon's store with --store, or its configuration with --config."
            );
    }
}
