namespace EdgeVL.Daemon.Store;

/// <summary>The <c>store</c> section: where results are kept, how many and how long.</summary>
public sealed record StoreOptions
{
    /// <summary>Folder of the store; made if it is missing. Required.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of results at most, 1 MiB or more. Default 2 GiB.</summary>
    public long Quota { get; init; } = 2L << 30;

    /// <summary>Age at which a result that was acknowledged is dropped. Default 30 days.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether results wait for a broker; false where none is configured, or the quota would fill with them. Default true.</summary>
    public bool Queue { get; init; } = true;
}
