using EdgeVL.Mqtt.Outgoing;
using MQTTnet;

namespace EdgeVL.Mqtt;

/// <summary>What the broker's CONNACK allows; MQTTnet obeys none of it.</summary>
/// <param name="Version">Version that is spoken.</param>
/// <param name="Window">Unacknowledged messages at most.</param>
/// <param name="Packet">Size of a packet at most.</param>
/// <param name="Retain">Whether the broker keeps retained messages.</param>
/// <param name="KeepAlive">Silence after which the broker cuts the link, less its grace of one half.</param>
internal sealed record BrokerLimits(MqttVersion Version, int Window, PacketLimit Packet, bool Retain, TimeSpan KeepAlive)
{
    public static BrokerLimits Of(MqttClientConnectResult answer, MqttOptions options)
    {
        int window = answer.ReceiveMaximum is > 0 and ushort most ? Math.Min(most, options.Window) : options.Window;
        TimeSpan keepAlive = options.KeepAlive;
        if (answer.ServerKeepAlive > 0 && TimeSpan.FromSeconds(answer.ServerKeepAlive) is var asked && asked < keepAlive)
        {
            keepAlive = asked;
        }

        return new BrokerLimits(
            options.Version,
            window,
            new PacketLimit(options.Version, answer.MaximumPacketSize),
            answer.RetainAvailable,
            keepAlive
        );
    }
}
