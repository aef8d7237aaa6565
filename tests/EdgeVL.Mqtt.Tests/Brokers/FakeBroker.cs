using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeVL.Mqtt.Tests.Brokers;

/// <summary>A packet as it came, and when.</summary>
internal sealed partial record RawPacket(int Kind, byte Header, byte[] Body, TimeSpan At)
{
    public const int Connect = 1;
    public const int Publish = 3;
    public const int Ping = 12;
    public const int Disconnect = 14;

    /// <summary>Length of the whole packet.</summary>
    public int Size =>
        1
        + (
            Body.Length < 128 ? 1
            : Body.Length < 16_384 ? 2
            : 3
        )
        + Body.Length;

    public string Topic => Encoding.UTF8.GetString(Body, 2, TopicLength);

    public ReadOnlySpan<byte> PacketId => Body.AsSpan(2 + TopicLength, 2);

    /// <summary>The number in the payload of <see cref="MemoryOutbox"/>'s messages; null in any other packet.</summary>
    public long? Seq =>
        Kind == Publish && Number().Match(Encoding.UTF8.GetString(Body)) is { Success: true } found
            ? long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    public bool Retain => (Header & 1) == 1;

    [GeneratedRegex("""\{"seq":(\d+)\}""")]
    private static partial Regex Number();

    private int TopicLength => BinaryPrimitives.ReadUInt16BigEndian(Body);
}

/// <summary>A broker that answers what a test wants: codes and limits that no real one gives on demand.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Task accepting;

    public FakeBroker()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The CONNACK of each connection; null closes it instead.</summary>
    public Func<byte[]?> Connack { get; set; } = static () => Accept();

    /// <summary>The answer to a PUBLISH; null for none.</summary>
    public Func<RawPacket, byte[]?> OnPublish { get; set; } = static packet => Puback(packet, 0);

    /// <summary>Whether pings are answered.</summary>
    public bool AnswersPings { get; set; } = true;

    public ConcurrentQueue<RawPacket> Packets { get; } = new();

    public IEnumerable<RawPacket> Published => Packets.Where(static packet => packet.Kind == RawPacket.Publish);

    public int Connections => Packets.Count(static packet => packet.Kind == RawPacket.Connect);

    /// <summary>CONNACK of MQTT 5.</summary>
    public static byte[] Accept(int code = 0, byte flags = 0, params byte[] properties) =>
        [0x20, (byte)(3 + properties.Length), flags, (byte)code, (byte)properties.Length, .. properties];

    /// <summary>CONNACK of MQTT 3.1.1.</summary>
    public static byte[] Accept311(byte code = 0) => [0x20, 2, 0, code];

    /// <summary>PUBACK of MQTT 5.</summary>
    public static byte[] Puback(RawPacket publish, int code) => [0x40, 3, .. publish.PacketId, (byte)code];

    /// <summary>DISCONNECT of MQTT 5.</summary>
    public static byte[] Goodbye(int code, params byte[] properties) =>
        [0xE0, (byte)(2 + properties.Length), (byte)code, (byte)properties.Length, .. properties];

    /// <summary>A property with a text.</summary>
    public static byte[] Text(byte property, string text) => [property, 0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadAsync(stream) is { } packet)
                {
                    Packets.Enqueue(packet);
                    if (packet.Kind == RawPacket.Connect && Connack() is null)
                    {
                        return;
                    }

                    byte[]? answer = packet.Kind switch
                    {
                        RawPacket.Connect => Connack(),
                        RawPacket.Publish => OnPublish(packet),
                        RawPacket.Ping when AnswersPings => [0xD0, 0],
                        _ => null,
                    };
                    if (answer is not null)
                    {
                        await stream.WriteAsync(answer, stop.Token);
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client is gone, or the test over.
            }
        }
    }

    private async Task<RawPacket?> ReadAsync(NetworkStream stream)
    {
        byte[] one = new byte[1];
        if (await stream.ReadAsync(one, stop.Token) == 0)
        {
            return null;
        }

        byte header = one[0];
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            await stream.ReadExactlyAsync(one, stop.Token);
            length |= (one[0] & 127) << shift;
            if (one[0] < 128)
            {
                break;
            }
        }

        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, stop.Token);
        return new RawPacket(header >> 4, header, body, clock.Elapsed);
    }
}
