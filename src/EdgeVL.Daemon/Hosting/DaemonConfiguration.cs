using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Configuration;

namespace EdgeVL.Daemon.Hosting;

/// <summary>What commands beside the daemon need of its configuration.</summary>
public static class DaemonConfiguration
{
    /// <summary>Folder of the store.</summary>
    /// <exception cref="FaultException">The configuration cannot be read, or has faults, all of which are told.</exception>
    public static string StoreFolderOf(string file) => ConfigurationFile.Read(file, CameraMapping.Context).Store.Folder;
}
