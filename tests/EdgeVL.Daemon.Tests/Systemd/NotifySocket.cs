using System.Net.Sockets;
using System.Text;

namespace EdgeVL.Daemon.Tests.Systemd;

/// <summary>The service manager's end of <c>$NOTIFY_SOCKET</c>: a real datagram socket.</summary>
internal sealed class NotifySocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifySocket(string path)
    {
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.ReceiveBufferSize = 1 << 16;
    }

    /// <summary>The next message.</summary>
    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        byte[] buffer = new byte[4096];
        int count = await socket.ReceiveAsync(buffer, limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    /// <summary>The next message that does not ask for patience.</summary>
    public async Task<string> NextWordAsync()
    {
        string next = await NextAsync();
        return next.StartsWith("EXTEND_TIMEOUT", StringComparison.Ordinal) ? await NextWordAsync() : next;
    }

    public bool IsSilent => socket.Available == 0;

    public void Dispose() => socket.Dispose();
}
