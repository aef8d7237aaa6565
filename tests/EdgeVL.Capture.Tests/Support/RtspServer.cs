using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EdgeVL.Capture.Tests.Support;

/// <summary>A real RTSP server in a process of its own, which can fall silent, die and return.</summary>
internal sealed class RtspServer : IDisposable
{
    private const string Packages =
        "sudo apt-get install gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-base gstreamer1.0-plugins-good";

    private readonly string[] login;
    private Process process;

    private RtspServer(int port, string[] login)
    {
        Port = port;
        this.login = login;
        process = Launch();
    }

    public int Port { get; }

    public static RtspServer Start(params string[] login) => new(FreePort(), login);

    public string Address(string mount) => $"rtsp://127.0.0.1:{Port}/{mount}";

    /// <summary>The process stands still; its connections stay open.</summary>
    public Task FallSilent() => Signals.Send("STOP", process.Id);

    public Task WakeUp() => Signals.Send("CONT", process.Id);

    public void Die() => Dispose();

    public void Return() => process = Launch();

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Launch()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Rtsp", "serve.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, $"{Port}", .. login])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        Process server = Process.Start(start)!;
        if (server.StandardOutput.ReadLine() != "ready")
        {
            server.Kill();
            server.Dispose();
            Assert.Fail($"The tests' RTSP server does not start; its message is above. It needs: {Packages}");
        }

        return server;
    }
}
