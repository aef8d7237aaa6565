using System.Net;

namespace EdgeVL.Daemon.Configuration;

/// <summary>The section <c>http</c>.</summary>
public sealed record HttpSection
{
    /// <summary>Address and port of the HTTP server, on loopback; port 0 takes a free one. Default 127.0.0.1:8080.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8080);
}
