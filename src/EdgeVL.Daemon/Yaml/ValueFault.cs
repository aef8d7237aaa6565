using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Yaml;

/// <summary>The fault of a single value, before anybody knows where it stands.</summary>
internal static class ValueFault
{
    /// <summary>Says what is wrong with a value; <see cref="YamlMap"/> adds the key and the place.</summary>
    public static FaultException Of(string what, string remedy) => new(FaultCode.ConfigurationInvalid, what, remedy);
}
