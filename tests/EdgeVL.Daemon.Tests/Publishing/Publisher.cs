using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Store;
using EdgeVL.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Daemon.Tests.Publishing;

/// <summary>Publishers with short waits.</summary>
internal static class Publisher
{
    public static readonly TopicNames Topics = TopicNames.Of("plant-1", "edgevl-0042");

    public static MqttOptions Options(int port) =>
        new()
        {
            Server = new BrokerAddress("127.0.0.1", port, Tls: false),
            ClientId = "edgevl-0042",
            BacklogRate = 100_000,
            KeepAlive = TimeSpan.FromSeconds(2),
            Timings = new MqttTimings
            {
                Connect = TimeSpan.FromSeconds(3),
                Acknowledge = TimeSpan.FromSeconds(1.5),
                FirstRetry = TimeSpan.FromMilliseconds(20),
                LongestRetry = TimeSpan.FromMilliseconds(200),
                SettingsRetry = TimeSpan.FromMilliseconds(400),
                TakenOverRetry = TimeSpan.FromMilliseconds(200),
                ShortLife = TimeSpan.FromMilliseconds(200),
                Drain = TimeSpan.FromSeconds(5),
            },
        };

    public static ResultPublisher Of(ResultStore store, int port) => Of(store, Options(port));

    public static ResultPublisher Of(ResultStore store, MqttOptions options) =>
        new(store, options, Topics, new DeviceIdentity("0.1.0", "boot-1"), TimeProvider.System, NullLogger<MqttLink>.Instance);
}
