using System.Net;
using System.Net.Sockets;
using MQTTnet.Channel;

namespace EdgeVL.Mqtt.Connection;

/// <summary>Sockets of our own, for MQTTnet's have buffers of 8 KiB and reset the connection when they are closed.</summary>
internal sealed class SocketStreams : IMqttClientStreamProvider
{
    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(brokerEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
