namespace EdgeVL.Daemon.Configuration;

/// <summary>The section <c>store</c>: where results lie until they are published, and after.</summary>
public sealed record StoreSection
{
    /// <summary>Folder, full path. Default <c>/var/lib/edgevl</c>.</summary>
    public string Folder { get; init; } = "/var/lib/edgevl";

    /// <summary>Bytes that it may take, 1 MiB to 1024 TiB. Default 2 GiB.</summary>
    public long Quota { get; init; } = 2L << 30;

    /// <summary>How long published results are kept, 1 min to 3650 d. Default 30 d.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}
