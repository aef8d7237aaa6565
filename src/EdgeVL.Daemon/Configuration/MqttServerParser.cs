using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Reads <c>mqtt://host:port</c>, <c>mqtts://host:port</c> or <c>embedded</c>.</summary>
internal static class MqttServerParser
{
    /// <summary>The port of MQTT without encryption, and of the broker of our own.</summary>
    public const int PlainPort = 1883;

    private const int TlsPort = 8883;

    private const string Forms = "Write mqtt://HOST, mqtts://HOST (encrypted) or embedded (a broker of our own on loopback).";

    /// <summary>Reads a server.</summary>
    /// <exception cref="FaultException">It is none of the three forms.</exception>
    public static MqttServer Parse(string text)
    {
        if (text == "embedded")
        {
            return new MqttServer.Embedded(PlainPort);
        }

        if (
            !Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            || address.Scheme is not ("mqtt" or "mqtts")
            || address.Host.Length == 0
        )
        {
            throw ValueFault.Of($"'{text}' is no broker", Proposal(text));
        }

        if (address.UserInfo.Length > 0)
        {
            throw ValueFault.Of("the address holds a user", "Write it under 'user' and 'password'.");
        }

        if (address.PathAndQuery is not ("" or "/") || address.Fragment.Length > 0)
        {
            throw ValueFault.Of($"'{text}' goes on behind the port", "End it there; the topic stands under 'root'.");
        }

        bool tls = address.Scheme == "mqtts";
        int port = address.IsDefaultPort || address.Port < 0 ? (tls ? TlsPort : PlainPort) : address.Port;
        return port > 0
            ? new MqttServer.Remote(address.DnsSafeHost, port, tls)
            : throw ValueFault.Of($"'{text}' has no port that can be reached", "Write one from 1 to 65535.");
    }

    private static string Proposal(string text)
    {
        if (NearMiss.Of(text, ["embedded"]) is { } word)
        {
            return $"Did you mean '{word}'?";
        }

        int colon = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = colon < 0 ? "" : text[..colon];
        string meant = scheme switch
        {
            "tcp" => "mqtt",
            "ssl" or "tls" => "mqtts",
            "" => "mqtt",
            _ => "",
        };
        string rest = colon < 0 ? text : text[(colon + 3)..];
        return meant.Length > 0 && Uri.TryCreate($"{meant}://{rest}", UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0
            ? $"Did you mean '{meant}://{rest}'?"
            : Forms;
    }
}
