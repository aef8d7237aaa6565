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
        EdgeOptions? options = null;
        if (YamlFile.Read(path, faults) is { } file && YamlMap.Of(file.Root, "", faults) is { } map)
        {
            options = new ConfigurationReader(path, context ?? new ConfigurationContext(), faults).Read(map, file.Root);
        }

        faults.ThrowIfAny(FaultCode.ConfigurationInvalid);
        return options!; // without a fault there is a configuration
    }
}
