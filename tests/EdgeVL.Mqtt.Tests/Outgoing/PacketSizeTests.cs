using System.Buffers;
using EdgeVL.Mqtt.Outgoing;
using FsCheck;
using FsCheck.Fluent;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeVL.Mqtt.Tests.Outgoing;

public class PacketSizeTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(127, 1)]
    [InlineData(128, 2)]
    [InlineData(16_383, 2)]
    [InlineData(16_384, 3)]
    [InlineData(2_097_151, 3)]
    [InlineData(2_097_152, 4)]
    [InlineData(268_435_455, 4)]
    public void A_variable_byte_integer_takes_a_byte_for_each_seven_bits(long value, int bytes) =>
        Assert.Equal(bytes, PacketSize.VariableBytes(value));

    [Fact]
    public void A_packet_counted_by_hand_has_that_size()
    {
        var message = new OutboxMessage
        {
            Lane = OutboxLane.Live,
            Key = 7,
            Topic = "a/b", // 2 + 3
            Payload = new byte[10],
            Schema = "s/1",
            Seq = 7,
            Resend = true,
        };

        // content type 3 + 16, format 2, schema 5 + 6 + 3, seq 5 + 3 + 1, lane 5 + 4 + 4, resend 5 + 6 + 1
        const int Properties = 19 + 2 + 14 + 9 + 13 + 12;
        Assert.Equal(1 + 1 + (2 + 3) + 2 + 1 + Properties + 10, new PacketLimit(MqttVersion.V5, null).Size(message));
        Assert.Equal(1 + 1 + (2 + 3) + 2 + 10, new PacketLimit(MqttVersion.V311, null).Size(message));
    }

    [Fact]
    public void The_size_is_what_the_library_writes_whatever_the_message() =>
        Prop.ForAll(Messages(), static message => PacketSize.Of(message, MqttVersion.V5) == Written(message, MqttProtocolVersion.V500))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_size_on_3_1_1_counts_no_properties() =>
        Prop.ForAll(Messages(), static message => PacketSize.Of(message, MqttVersion.V311) == Written(message, MqttProtocolVersion.V311))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_limit_takes_a_packet_of_its_size_and_none_a_byte_longer()
    {
        var message = new OutboxMessage
        {
            Lane = OutboxLane.Live,
            Key = 1,
            Topic = "t",
            Payload = new byte[100],
            Schema = "s",
        };
        long size = PacketLimit.None.Size(message);
        Assert.True(new PacketLimit(MqttVersion.V5, size).Allows(message));
        Assert.False(new PacketLimit(MqttVersion.V5, size - 1).Allows(message));
        Assert.Equal(268_435_460, new PacketLimit(MqttVersion.V5, 0).Maximum);
    }

    private static Arbitrary<MqttApplicationMessage> Messages()
    {
        Gen<string> text = Gen.Elements("a", "ä", "世界", "🤖", "x/y", "0123456789").ListOf().Select(static parts => string.Concat(parts));
        Gen<MqttApplicationMessage> messages =
            from topic in text
            from type in text
            from response in text
            from names in text.Two().ListOf()
            from payload in Gen.Choose(0, 40_000)
            from correlation in Gen.Choose(-1, 300)
            from expiry in Gen.Elements(0u, 1u, uint.MaxValue)
            from format in Gen.Elements(MqttPayloadFormatIndicator.Unspecified, MqttPayloadFormatIndicator.CharacterData)
            select new MqttApplicationMessage
            {
                Topic = "t" + topic,
                ContentType = type,
                ResponseTopic = response,
                CorrelationData = correlation < 0 ? null : new byte[correlation],
                MessageExpiryInterval = expiry,
                PayloadFormatIndicator = format,
                Payload = new ReadOnlySequence<byte>(new byte[payload]),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                UserProperties =
                [
                    .. names.Select(static pair => new MqttUserProperty(
                        pair.Item1,
                        (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(pair.Item2)
                    )),
                ],
            };
        return messages.ToArbitrary();
    }

    private static long Written(MqttApplicationMessage message, MqttProtocolVersion version)
    {
        MqttPublishPacket packet = MqttPublishPacketFactory.Create(message);
        packet.PacketIdentifier = 1;
        IMqttPacketFormatter formatter = MqttPacketFormatterAdapter.GetMqttPacketFormatter(version, new MqttBufferWriter(4096, 65_535));
        return formatter.Encode(packet).Length;
    }
}
