namespace EdgeVL.Capture.Runtime;

/// <summary>V4L2 cameras that are plugged in.</summary>
internal static class V4l2Devices
{
    private const string ById = "/dev/v4l/by-id";
    private const string ByPath = "/dev/v4l/by-path";

    /// <summary>Stable names; those by port where a camera has no serial number.</summary>
    public static IReadOnlyList<string> List()
    {
        string[] named = In(ById);
        return named.Length > 0 ? named : In(ByPath);
    }

    private static string[] In(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)] : [];
}
