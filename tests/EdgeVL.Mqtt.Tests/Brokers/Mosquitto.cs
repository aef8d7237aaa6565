using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeVL.Testing.Brokers;

/// <summary>A real mosquitto of its own: its settings, its port, its folder.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("edgevl-mosquitto-");
    private readonly string settings;
    private readonly string listenerSettings;
    private readonly ConcurrentQueue<string> log = new();
    private Process? process;

    private Mosquitto(string settings, string listenerSettings)
    {
        (this.settings, this.listenerSettings) = (settings, listenerSettings);
    }

    /// <summary>Why a test is skipped where the broker is not installed.</summary>
    public const string Missing = "mosquitto or its clients are not installed: apt-get install mosquitto mosquitto-clients";

    public static bool Installed { get; } = Find("mosquitto") is not null && Find("mosquitto_sub") is not null;

    public int Port { get; private set; }

    public IEnumerable<string> Log => log;

    /// <param name="settings">Lines of the configuration, before the listener.</param>
    /// <param name="listenerSettings">Lines of the listener: TLS and the like.</param>
    /// <param name="persistent">Whether sessions and retained messages survive a stop.</param>
    /// <param name="anonymous">Whether anybody may connect.</param>
    /// <param name="files">Files that the settings name, as <c>{folder}/name</c>.</param>
    public static async Task<Mosquitto> StartAsync(
        string settings = "",
        string listenerSettings = "",
        bool persistent = false,
        bool anonymous = true,
        IReadOnlyDictionary<string, string>? files = null
    )
    {
        Assert.SkipUnless(Installed, Missing);
        var broker = new Mosquitto(settings, listenerSettings);
        foreach ((string name, string text) in files ?? new Dictionary<string, string>())
        {
            broker.FileOf(name, text);
        }

        string keep = persistent ? $"persistence true\npersistence_location {broker.folder.FullName}/\n" : "";
        for (int attempt = 0; ; attempt++)
        {
            // There is no port 0: take one that is free now, and another if somebody was faster.
            broker.Port = FreePort();
            broker.Configure(keep, anonymous);
            if (await broker.TryStartAsync() || attempt == 5)
            {
                return broker;
            }
        }
    }

    /// <summary>A file in the broker's folder.</summary>
    public string FileOf(string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            if (await TryStartAsync())
            {
                return;
            }
        }

        throw new InvalidOperationException($"mosquitto does not start again: {string.Join('\n', log)}");
    }

    /// <summary>SIGTERM: a wanted stop.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await process!.WaitForExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: the sockets stay open, nobody answers.</summary>
    public Task SuspendAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        process?.Dispose();
        folder.Delete(recursive: true);
    }

    internal static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Configure(string keep, bool anonymous)
    {
        string path = folder.FullName;
        string user = Environment.UserName == "root" ? "user root\n" : "";
        string lines = (settings + "\n").Replace("{folder}", path, StringComparison.Ordinal);
        string listener = listenerSettings.Replace("{folder}", path, StringComparison.Ordinal);
        File.WriteAllText(
            Path.Combine(path, "mosquitto.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{user}log_dest stderr\nlog_type all\nallow_anonymous {(anonymous ? "true" : "false")}\n{keep}{lines}listener {Port} 127.0.0.1\n{listener}\n"
            )
        );
    }

    private async Task<bool> TryStartAsync()
    {
        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process?.Dispose();
        process = new Process
        {
            StartInfo = new ProcessStartInfo(Find("mosquitto")!, ["-c", Path.Combine(folder.FullName, "mosquitto.conf")])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            },
            EnableRaisingEvents = true,
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                log.Enqueue(text);
                if (text.EndsWith(" running", StringComparison.Ordinal))
                {
                    ready.TrySetResult(true);
                }
            }
        };
        process.Exited += (_, _) => ready.TrySetResult(false);
        process.Start();
        process.BeginErrorReadLine();
        return await ready.Task.WaitAsync(Patience);
    }

    private async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
