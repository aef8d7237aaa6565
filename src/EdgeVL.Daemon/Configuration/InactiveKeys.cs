using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Keys that are read and checked, and that nothing acts on yet.</summary>
internal static class InactiveKeys
{
    private static readonly (string Section, string Key, string? Value)[] Known = [("model", "profile", "remote")];

    /// <summary>The line that names those of a file, or null where there is none.</summary>
    public static string? Remark(YamlNode root)
    {
        string[] present = [.. Known.Where(known => IsPresent(root, known.Section, known.Key, known.Value)).Select(Name)];
        return present.Length == 0 ? null : $"Accepted, not active yet: {string.Join(", ", present)}.";
    }

    private static string Name((string Section, string Key, string? Value) known) =>
        known.Value is null ? $"{known.Section}.{known.Key}" : $"{known.Section}.{known.Key} '{known.Value}'";

    private static bool IsPresent(YamlNode root, string section, string key, string? value) =>
        (root as YamlMapping)?.Find(section) is YamlMapping map
        && map.Find(key) is { } found
        && (value is null || found is YamlScalar scalar && scalar.Text == value);
}
