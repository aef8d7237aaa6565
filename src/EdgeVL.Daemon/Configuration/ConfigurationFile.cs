using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>The one file that configures a device, <c>edgevl.yaml</c>.</summary>
public static class ConfigurationFile
{
    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="path">The file; relative paths inside it are relative to its folder.</param>
    /// <param name="context">What it takes from its surroundings; null for the machine's own.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.ConfigurationInvalid"/>: the message lists every fault, one a line,
    /// as <c>file:line:column: what. remedy</c>.</exception>
    public static EdgeOptions Read(string path, ConfigurationContext? context = null)
    {
        var faults = new YamlFaults();
        return Checked(YamlFile.Read(path, faults)?.Root, path, context ?? new ConfigurationContext(), faults);
    }

    /// <summary>Reads and checks a configuration that was not saved yet.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="path">The file that it is to be.</param>
    /// <param name="context">What it takes from its surroundings.</param>
    /// <exception cref="FaultException">As <see cref="Read"/>.</exception>
    internal static EdgeOptions Parse(string text, string path, ConfigurationContext context)
    {
        var faults = new YamlFaults();
        return Checked(YamlFile.Parse(text, path, faults), path, context, faults);
    }

    private static EdgeOptions Checked(YamlNode? root, string path, ConfigurationContext context, YamlFaults faults)
    {
        EdgeOptions? options =
            root is not null && YamlMap.Of(root, "", faults) is { } map
                ? new ConfigurationReader(path, context, faults).Read(map, root)
                : null;
        faults.ThrowIfAny(FaultCode.ConfigurationInvalid);
        return options!; // without a fault there is a configuration
    }
}
