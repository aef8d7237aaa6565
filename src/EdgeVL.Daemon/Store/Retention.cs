namespace EdgeVL.Daemon.Store;

/// <summary>Keeps the store within its quota and its age: what the broker has goes first, what it has not goes last and never without a report.</summary>
/// <param name="options">Quota and age.</param>
/// <param name="time">The clock.</param>
internal sealed class Retention(StoreOptions options, TimeProvider time)
{
    // Bounded, for it runs between two results: a store that is far over its quota shrinks over several passes.
    private const int RowsAPass = 256;
    private const int RowsAMinute = 2048;
    private bool trimming;

    /// <summary>Whether a pass has something to do for the quota.</summary>
    public bool IsDue(StoreDatabase database)
    {
        long used = database.UsedBytes;

        // Down to 95 %, so that not every result of a full store pays for a pass.
        trimming = used > options.Quota || (trimming && used > options.Quota * 0.95);
        return trimming;
    }

    /// <summary>One pass for the quota, inside a transaction.</summary>
    /// <param name="database">The store.</param>
    /// <param name="waitingToo">Whether results that the broker has not may go when there are no others.</param>
    public void Trim(StoreDatabase database, bool waitingToo)
    {
        IReadOnlyList<long> settled = database.Results.OldestSettled(RowsAPass, before: null);
        foreach (long seq in settled)
        {
            database.Results.Delete(seq);
        }

        for (int dropped = 0; waitingToo && settled.Count == 0 && dropped < RowsAPass && database.UsedBytes > options.Quota; dropped++)
        {
            if (!DropOldestWaiting(database))
            {
                break;
            }
        }

        trimming = settled.Count > 0;
    }

    /// <summary>One pass for the age, inside a transaction.</summary>
    public void Age(StoreDatabase database)
    {
        long before = (time.GetUtcNow() - options.Keep).ToUnixTimeMilliseconds();
        foreach (long seq in database.Results.OldestSettled(RowsAMinute, before))
        {
            database.Results.Delete(seq);
        }
    }

    /// <summary>Gives room back to the disk that a larger quota had taken.</summary>
    public void Shrink(StoreDatabase database)
    {
        if (database.FileBytes > options.Quota)
        {
            database.Shrink();
        }
    }

    private bool DropOldestWaiting(StoreDatabase database)
    {
        // The newest stays whatever the quota says; those in flight may be at the broker already.
        IReadOnlyList<long> oldest = database.Outbox.OldestGrounded(2);
        if (oldest.Count < 2)
        {
            return false;
        }

        database.Outbox.Delete(oldest[0]);
        database.Results.Delete(oldest[0]);
        database.Events.AddGap(oldest[0], oldest[0], "quota", time.GetUtcNow());
        return true;
    }
}
