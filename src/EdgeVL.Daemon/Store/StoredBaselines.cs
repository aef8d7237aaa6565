using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Rules;
using Microsoft.Data.Sqlite;

namespace EdgeVL.Daemon.Store;

/// <summary>Last accepted values in the database of results, which moves them in each result's own transaction.</summary>
/// <remarks>Every call opens the file: what a person sets from another process counts for the next reading.</remarks>
/// <param name="folder">The store's folder.</param>
public sealed class StoredBaselines(string folder) : IBaselineStore
{
    private readonly string path = Path.Combine(Path.GetFullPath(folder), "results.db");

    /// <summary>All of them, by recipe and field.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.StoreFailed"/>: there is no store, or it cannot be read.</exception>
    public IReadOnlyList<Baseline> All()
    {
        if (!File.Exists(path))
        {
            throw new FaultException(
                FaultCode.StoreFailed,
                $"There is no store in '{folder}'.",
                "Name the folder of the daemon's store with --store, or its configuration with --config."
            );
        }

        return Do(static table => table.All());
    }

    /// <inheritdoc/>
    public Baseline? Find(string recipe, string field) => File.Exists(path) ? Do(table => table.Find(recipe, field)) : null;

    /// <inheritdoc/>
    public void Set(Baseline baseline) =>
        Do(table =>
        {
            table.Set(baseline);
            return true;
        });

    /// <inheritdoc/>
    public void Remove(string recipe, string field) =>
        Do(table =>
        {
            table.Remove(recipe, field);
            return true;
        });

    private T Do<T>(Func<BaselineTable, T> work)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using StoreDatabase database = StoreDatabase.Open(path);
            return work(database.Baselines);
        }
        catch (Exception broken) when (broken is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw StoreFault.Translate(broken, path) is FaultException fault ? fault : broken;
        }
    }
}
