namespace EdgeVL.Daemon.Publishing;

/// <summary>What a device says of itself with its state.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="BootId">The kernel's boot id; null where there is none.</param>
public sealed record DeviceIdentity(string Version, string? BootId)
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>The program and the machine that run now.</summary>
    public static DeviceIdentity Current { get; } =
        new(
            typeof(DeviceIdentity).Assembly.GetName().Version?.ToString(3) ?? "0",
            File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : null
        );
}
