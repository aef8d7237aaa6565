using EdgeVL.Mqtt;
using Microsoft.AspNetCore.Builder;

namespace EdgeVL.Daemon.Hosting;

/// <summary>Where a running daemon's parts listen.</summary>
/// <param name="Http">Address of the HTTP server.</param>
/// <param name="EmbeddedBroker">Address of the embedded broker; null where another one is used.</param>
public sealed record DaemonAddresses(string Http, BrokerAddress? EmbeddedBroker)
{
    internal static DaemonAddresses Of(WebApplication app, BrokerAddress? embedded) => new(app.Urls.FirstOrDefault() ?? "", embedded);
}
