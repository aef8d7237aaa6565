using System.CommandLine;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Hosting;

namespace EdgeVL.Cli.Commands;

/// <summary>Where a daemon keeps results, baselines, activations and evidence.</summary>
internal sealed class StoreLocation
{
    private const string UsualConfig = "/etc/edgevl/edgevl.yaml";

    private readonly Option<string?> config = new("--config", "-c")
    {
        Description = $"The daemon's configuration, whose store is meant; default: {UsualConfig}",
    };
    private readonly Option<string?> store = new("--store") { Description = "Folder of the daemon's store, instead of a configuration" };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(config);
        command.Options.Add(store);
    }

    /// <summary>The folder; null where neither option is given and no daemon is installed.</summary>
    /// <exception cref="FaultException">The configuration cannot be read.</exception>
    public string? Find(ParseResult parsed)
    {
        if (parsed.GetValue(store) is { } folder)
        {
            return folder;
        }

        string? file = parsed.GetValue(config) ?? (File.Exists(UsualConfig) ? UsualConfig : null);
        return file is null ? null : DaemonConfiguration.StoreFolderOf(file);
    }

    /// <summary>The folder.</summary>
    /// <exception cref="FaultException">Nothing says where it is.</exception>
    public string Read(ParseResult parsed) =>
        Find(parsed)
        ?? throw new FaultException(
            FaultCode.UsageInvalid,
            "Nothing says where the daemon's store is.",
            "Name its configuration with --config FILE, or its folder with --store FOLDER."
        );
}
