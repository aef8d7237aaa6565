using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EdgeVL.Testing.Brokers;

/// <summary>Stands between client and broker, and does what networks do.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private const int Puback = 4;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<(Socket Client, Socket Broker)> links = [];
    private readonly ConcurrentDictionary<Socket, bool> silent = new();
    private readonly int brokerPort;
    private readonly Task accepting;
    private volatile bool refusing;
    private volatile bool cutAtPuback;
    private int cuts;

    public FaultProxy(int brokerPort)
    {
        this.brokerPort = brokerPort;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections that were accepted so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>Connections that <see cref="CutAtPuback"/> has cut so far.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Bytes held back on their way to the client.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>New connections are closed at once.</summary>
    public bool Refusing
    {
        get => refusing;
        set => refusing = value;
    }

    /// <summary>The next PUBACK does not pass; the connection ends instead.</summary>
    public void CutAtPuback() => cutAtPuback = true;

    /// <summary>Nothing passes any more on the connections that stand, and nothing is closed: silent links. New ones work.</summary>
    public void Silence()
    {
        lock (gate)
        {
            foreach ((Socket client, Socket broker) in links)
            {
                silent[client] = silent[broker] = true;
            }
        }
    }

    /// <summary>Ends all connections, by RST or by FIN.</summary>
    public void Cut(bool reset = true)
    {
        lock (gate)
        {
            foreach ((Socket client, Socket broker) in links)
            {
                End(client, reset);
                End(broker, reset);
            }

            links.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        stop.Dispose();
    }

    private static void End(Socket socket, bool reset)
    {
        try
        {
            if (reset)
            {
                socket.LingerState = new LingerOption(true, 0);
            }

            socket.Close();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptSocketAsync(stop.Token);
                Accepted++;
                if (refusing)
                {
                    End(client, reset: true);
                    continue;
                }

                _ = LinkAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task LinkAsync(Socket client)
    {
        var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, brokerPort, stop.Token);
        }
        catch (SocketException)
        {
            End(client, reset: true);
            return;
        }

        lock (gate)
        {
            links.Add((client, broker));
        }

        await Task.WhenAny(PumpAsync(client, broker, toClient: false), PumpAsync(broker, client, toClient: true));
        End(client, reset: false);
        End(broker, reset: false);
    }

    private async Task PumpAsync(Socket from, Socket to, bool toClient)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                int count = await from.ReceiveAsync(buffer, stop.Token);
                if (count == 0)
                {
                    return;
                }

                if (silent.ContainsKey(from))
                {
                    continue; // it is read, and goes nowhere
                }

                if (toClient && cutAtPuback && buffer[0] >> 4 == Puback)
                {
                    cutAtPuback = false;
                    Interlocked.Increment(ref cuts);
                    from.LingerState = new LingerOption(true, 0);
                    return;
                }

                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, stop.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of both ends is gone.
        }
    }
}
