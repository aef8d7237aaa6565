using System.Text;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Exact length of a PUBLISH packet at QoS 1 or 2, for MQTTnet sends what is too long for the broker all the same.</summary>
/// <remarks>
/// Remaining length R = 2 + topic + 2 (packet id) + vb(P) + P + payload, the packet is 1 + vb(R) + R; vb(n) is the length of n as a
/// variable byte integer. MQTT 3.1.1 has no properties: R = 4 + topic + payload.
/// </remarks>
internal static class PacketSize
{
    /// <summary>The largest packet of the protocol: R at most 268,435,455.</summary>
    public const long Largest = 268_435_460;

    private const int IdAndTwoByteLength = 3;

    public static long Of(MqttApplicationMessage message, MqttVersion version)
    {
        long rest = 4 + Encoding.UTF8.GetByteCount(message.Topic) + message.Payload.Length;
        if (version == MqttVersion.V5)
        {
            long properties = Properties(message);
            rest += VariableBytes(properties) + properties;
        }

        return 1 + VariableBytes(rest) + rest;
    }

    /// <summary>Bytes that <paramref name="value"/> takes as a variable byte integer, 7 bits a byte.</summary>
    public static int VariableBytes(long value) =>
        value switch
        {
            < 1 << 7 => 1,
            < 1 << 14 => 2,
            < 1 << 21 => 3,
            _ => 4,
        };

    private static long Properties(MqttApplicationMessage message)
    {
        long size = Text(message.ContentType) + Text(message.ResponseTopic);
        size += message.CorrelationData is { } data ? IdAndTwoByteLength + data.Length : 0;
        size += message.MessageExpiryInterval > 0 ? 5 : 0;
        size += message.PayloadFormatIndicator == MqttPayloadFormatIndicator.Unspecified ? 0 : 2;
        foreach (MqttUserProperty property in message.UserProperties ?? [])
        {
            size += IdAndTwoByteLength + Encoding.UTF8.GetByteCount(property.Name) + 2 + property.ValueBuffer.Length;
        }

        return size;
    }

    private static int Text(string? text) => string.IsNullOrEmpty(text) ? 0 : IdAndTwoByteLength + Encoding.UTF8.GetByteCount(text);
}
