using System.Globalization;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Mqtt;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="Tls">Whether the connection is encrypted and the broker's certificate checked.</param>
public sealed record BrokerAddress(string Host, int Port, bool Tls)
{
    private const string Remedy = "Write mqtt://HOST[:PORT] (default 1883) or mqtts://HOST[:PORT] (default 8883).";

    /// <summary>Reads <c>mqtt://host[:port]</c> or <c>mqtts://host[:port]</c>.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.ConfigurationInvalid"/>: not of this form.</exception>
    public static BrokerAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0)
        {
            throw Invalid($"'{text}' is not the address of an MQTT broker.", Remedy);
        }

        if (uri.UserInfo.Length > 0)
        {
            // The text itself is not repeated: it holds a password.
            throw Invalid(
                $"The address of the broker at {uri.Host} holds a user name or password.",
                "Give them by the keys user and password; an address is shown in logs."
            );
        }

        if (uri.PathAndQuery.Trim('/').Length > 0 || uri.Fragment.Length > 0)
        {
            throw Invalid($"'{text}' has a path; a broker has host and port only.", Remedy);
        }

        bool tls = uri.Scheme == "mqtts";
        int port = uri.Port switch
        {
            0 => throw Invalid($"'{text}' has port 0.", Remedy),
            < 0 => tls ? 8883 : 1883,
            int given => given,
        };
        return new BrokerAddress(uri.DnsSafeHost, port, tls);
    }

    /// <summary>The address as it is written in a configuration.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "mqtts" : "mqtt")}://{host}:{Port}");
    }

    private static FaultException Invalid(string message, string remedy) => new(FaultCode.ConfigurationInvalid, message, remedy);
}
