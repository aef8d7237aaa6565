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

    /// <summary>Checks a camera whose keys are right each by itself. Default: no further check.</summary>
    public Func<CameraSection, IReadOnlyList<CameraFault>> CheckCamera { get; init; } = static _ => [];
}

/// <summary>One thing wrong with a camera as a whole.</summary>
/// <param name="Key">The key to blame, such as <c>format</c>; a key that the file does not hold is not reported.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record CameraFault(string Key, string What, string Remedy);
