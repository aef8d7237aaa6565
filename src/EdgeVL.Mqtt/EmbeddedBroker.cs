using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using EdgeVL.Contracts.Faults;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Server;

namespace EdgeVL.Mqtt;

/// <summary>A broker inside the process, on 127.0.0.1 alone and without login: for the demo and a first try.</summary>
/// <remarks>
/// It keeps retained messages in memory only, drops the oldest of 10,000 messages that a slow subscriber leaves, and believes what a
/// client says of the size of a packet: nothing for a network.
/// </remarks>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private const int MessagesWaitingAtMost = 10_000;
    private readonly MqttServer server;

    private EmbeddedBroker(MqttServer server, int port)
    {
        this.server = server;
        Address = new BrokerAddress(IPAddress.Loopback.ToString(), port, Tls: false);
    }

    /// <summary>Where it listens.</summary>
    public BrokerAddress Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="port">TCP port; 0 for a free one.</param>
    /// <param name="token">Gives up waiting.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.BrokerUnreachable"/>: the port is taken or not allowed.</exception>
    public static async Task<EmbeddedBroker> StartAsync(int port, CancellationToken token)
    {
        MqttServerOptions options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointPort(port)
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .WithMaxPendingMessagesPerClient(MessagesWaitingAtMost)
            .Build();
        MqttServer made = new MqttServerFactory().CreateMqttServer(options);
        made.ValidatingConnectionAsync += NameAsync;
        try
        {
            token.ThrowIfCancellationRequested();
            await made.StartAsync();
        }
        catch (SocketException e)
        {
            made.Dispose();
            throw new FaultException(
                FaultCode.BrokerUnreachable,
                string.Create(CultureInfo.InvariantCulture, $"The embedded broker cannot listen on 127.0.0.1:{port}: {e.Message}."),
                "Stop what listens there, or give another port; 0 takes a free one.",
                e
            );
        }

        return new EmbeddedBroker(made, options.DefaultEndpointOptions.Port);
    }

    /// <summary>Ends all connections and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        server.Dispose();
    }

    /// <summary>Names a client that has no name.</summary>
    private static Task NameAsync(ValidatingConnectionEventArgs client)
    {
        if (client.ClientId.Length == 0)
        {
            string name = $"auto-{Guid.NewGuid():N}";
            client.AssignedClientIdentifier = name;
            if (client.ProtocolVersion != MqttProtocolVersion.V500)
            {
                // The library takes an assigned name from MQTT 5 clients only. A 3.1.1 client may come without one too (MQTT-3.1.3-6), as
                // mosquitto_sub does.
                PacketOf(client).ClientId = name;
            }
        }

        return Task.CompletedTask;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connectPacket")]
    private static extern ref MqttConnectPacket PacketOf(ValidatingConnectionEventArgs client);
}
