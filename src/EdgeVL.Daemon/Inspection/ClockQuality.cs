namespace EdgeVL.Daemon.Inspection;

/// <summary>Whether the machine's clock was set from outside.</summary>
internal static class ClockQuality
{
    // systemd-timesyncd touches this file when it has set the clock.
    private const string SyncedMark = "/run/systemd/timesync/synchronized";

    /// <summary><c>synced</c> where a time service says so, else <c>unknown</c>.</summary>
    public static string Now => File.Exists(SyncedMark) ? "synced" : "unknown";
}
