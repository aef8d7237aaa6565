using System.Buffers;
using System.Threading.Channels;
using EdgeVL.Contracts.Faults;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeVL.Mqtt;

/// <summary>A message that a subscriber received.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Retained">Whether the broker kept it from before.</param>
/// <param name="Properties">MQTT 5 user properties, in order.</param>
public sealed record ReceivedMessage(string Topic, byte[] Payload, bool Retained, IReadOnlyList<KeyValuePair<string, string>> Properties);

/// <summary>A plain client that listens to topics, as any subscriber on the factory's broker does.</summary>
public sealed class MqttSubscriber : IAsyncDisposable
{
    // A listener that does not read loses the oldest messages, not its process.
    private const int Unread = 10_000;

    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<ReceivedMessage> received = Channel.CreateBounded<ReceivedMessage>(
        new BoundedChannelOptions(Unread) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );

    private MqttSubscriber() { }

    /// <summary>Connects and subscribes to <paramref name="filter"/> at QoS 1.</summary>
    /// <exception cref="FaultException">The broker cannot be reached or refuses.</exception>
    public static async Task<MqttSubscriber> ConnectAsync(BrokerAddress broker, string filter, CancellationToken cancellation)
    {
        var subscriber = new MqttSubscriber();
        try
        {
            await subscriber.SubscribeAsync(broker, filter, cancellation);
            return subscriber;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            await subscriber.DisposeAsync();
            throw fault as FaultException
                ?? new FaultException(
                    FaultCode.BrokerUnreachable,
                    $"The broker {broker} cannot be reached: {fault.Message}",
                    "Check address, port and network.",
                    fault
                );
        }
    }

    /// <summary>The messages, as they come, until the link ends or <paramref name="cancellation"/> fires.</summary>
    public IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken cancellation) => received.Reader.ReadAllAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        received.Writer.TryComplete();
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SubscribeAsync(BrokerAddress broker, string filter, CancellationToken cancellation)
    {
        client.ApplicationMessageReceivedAsync += message =>
        {
            received.Writer.TryWrite(ToMessage(message.ApplicationMessage));
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += _ =>
        {
            received.Writer.TryComplete();
            return Task.CompletedTask;
        };
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithTcpServer(broker.Host, broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId($"edgevl-subscriber-{Guid.NewGuid():N}")
            .WithTlsOptions(tls => tls.UseTls(broker.Tls))
            .Build();
        MqttClientConnectResult connected = await client.ConnectAsync(options, cancellation);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new FaultException(
                FaultCode.BrokerRefused,
                $"The broker {broker} refuses: {connected.ResultCode}.",
                "Check user, password and rights."
            );
        }

        MqttClientSubscribeOptions subscription = new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        await client.SubscribeAsync(subscription, cancellation);
    }

    private static ReceivedMessage ToMessage(MqttApplicationMessage message) =>
        new(
            message.Topic,
            message.Payload.ToArray(),
            message.Retain,
            [
                .. (message.UserProperties ?? []).Select(static property =>
                    KeyValuePair.Create(property.Name, System.Text.Encoding.UTF8.GetString(property.ValueBuffer.Span))
                ),
            ]
        );
}
