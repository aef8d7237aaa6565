namespace EdgeVL.Capture.Runtime;

/// <summary>Finds programs as a shell does.</summary>
internal static class Executable
{
    /// <summary>Full path of a program on PATH; null where there is none.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
