using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Configuration;

/// <summary>What a configuration takes from its surroundings; the defaults are the machine's own.</summary>
public sealed record ConfigurationContext
{
    /// <summary>Value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>File of the machine id, from which the device's default name is derived.</summary>
    public string MachineIdFile { get; init; } = "/etc/machine-id";

    /// <summary>Checks a camera's address beyond its kind; null or the fault, whose message may name the address. Default: no further check.</summary>
    public Func<string, FaultException?> CheckSource { get; init; } = static _ => null;
}
