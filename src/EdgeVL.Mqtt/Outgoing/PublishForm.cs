using System.Buffers;
using System.Globalization;
using System.Text;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeVL.Mqtt.Outgoing;

/// <summary>Messages as MQTTnet sends them: QoS 1, JSON, and on MQTT 5 the properties that say what it is.</summary>
internal static class PublishForm
{
    public const string ContentType = "application/json";

    private static readonly ReadOnlyMemory<byte> Live = "live"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Backlog = "backlog"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Yes = "1"u8.ToArray();

    public static MqttApplicationMessage Of(OutboxMessage message, MqttVersion version)
    {
        MqttApplicationMessage form = Plain(message.Topic, message.Payload, message.Schema, version);
        if (version == MqttVersion.V5)
        {
            AddOrigin(form.UserProperties, message);
        }

        return form;
    }

    /// <summary>A state: the broker keeps the newest for whoever subscribes later.</summary>
    public static MqttApplicationMessage Retained(string topic, ReadOnlyMemory<byte> payload, string schema, BrokerLimits limits)
    {
        MqttApplicationMessage form = Plain(topic, payload, schema, limits.Version);
        form.Retain = limits.Retain;
        return form;
    }

    private static MqttApplicationMessage Plain(string topic, ReadOnlyMemory<byte> payload, string schema, MqttVersion version)
    {
        var form = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };

        if (version == MqttVersion.V5)
        {
            form.ContentType = ContentType;
            form.PayloadFormatIndicator = MqttPayloadFormatIndicator.CharacterData;
            form.UserProperties = [new MqttUserProperty("schema", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(schema))];
        }

        return form;
    }

    private static void AddOrigin(List<MqttUserProperty> properties, OutboxMessage message)
    {
        if (message.Seq is long seq)
        {
            ReadOnlyMemory<byte> number = Encoding.ASCII.GetBytes(seq.ToString(CultureInfo.InvariantCulture));
            properties.Add(new MqttUserProperty("seq", number));
            properties.Add(new MqttUserProperty("lane", message.Lane == OutboxLane.Backlog ? Backlog : Live));
        }

        if (message.Resend)
        {
            properties.Add(new MqttUserProperty("resend", Yes));
        }
    }
}
