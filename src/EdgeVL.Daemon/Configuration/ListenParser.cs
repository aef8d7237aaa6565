using System.Net;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Yaml;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Reads <c>address:port</c> of the HTTP server.</summary>
internal static class ListenParser
{
    private const string Form = "Write an address of this machine and a port, such as 127.0.0.1:8080.";

    /// <summary>Reads the address.</summary>
    /// <exception cref="FaultException">It is none, or others could reach it: that takes a token, which does not exist yet.</exception>
    public static IPEndPoint Parse(string text)
    {
        string numeric = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1{text[9..]}" : text;
        if (IsEverywhere(numeric))
        {
            throw BeyondLoopback(text);
        }

        // Without a port TryParse takes 8080 for an address, and without brackets the port for a part of it.
        if (numeric.AsSpan(numeric.LastIndexOf(']') + 1).Count(':') != 1 || !IPEndPoint.TryParse(numeric, out IPEndPoint? endPoint))
        {
            throw ValueFault.Of($"'{text}' is no address with a port", Form);
        }

        return IPAddress.IsLoopback(endPoint.Address) ? endPoint : throw BeyondLoopback(text);
    }

    private static bool IsEverywhere(string text) =>
        text.StartsWith("*:", StringComparison.Ordinal) || text.StartsWith(':') && !text.StartsWith("::", StringComparison.Ordinal);

    private static FaultException BeyondLoopback(string text) =>
        ValueFault.Of(
            $"'{text}' can be reached from other machines, and there is no token yet to keep strangers out",
            "Listen on 127.0.0.1:8080, and reach it through an SSH tunnel."
        );
}
