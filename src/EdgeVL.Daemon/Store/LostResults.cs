namespace EdgeVL.Daemon.Store;

/// <summary>Results that could not be stored since the last commit that succeeded.</summary>
internal sealed class LostResults
{
    private long count;
    private string cause = "";
    private DateTimeOffset since;

    public void Add(string why, DateTimeOffset now)
    {
        since = count == 0 ? now : since;
        cause = why;
        count++;
    }

    /// <summary>Writes them down, inside a transaction.</summary>
    public void Report(StoreDatabase database, DateTimeOffset now)
    {
        if (count > 0)
        {
            database.Events.Add(StoreEvents.NotStored(count, cause, since, now));
        }
    }

    /// <summary>They are written down.</summary>
    public void Clear() => count = 0;
}
