using System.Diagnostics;
using System.Globalization;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Daemon.Tests.Publishing;

/// <summary>A process that stores results, and publishes them in the role of a daemon, until it is killed or told to stop.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    public const string StoreRole = "store";
    public const string DaemonRole = "daemon";
    private const string RoleVariable = "EDGEVL_CHILD";
    private const string FolderVariable = "EDGEVL_CHILD_FOLDER";
    private const string PortVariable = "EDGEVL_CHILD_PORT";
    private readonly Process process;

    private ChildProcess(Process process)
    {
        this.process = process;
    }

    public static string? Role => Environment.GetEnvironmentVariable(RoleVariable);

    public int ExitCode => process.ExitCode;

    public static ChildProcess Start(string role, string folder, int port = 0)
    {
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] self = hosted ? [program, typeof(ChildProcess).Assembly.Location] : [program];

        // A test run that was itself started in the background inherits an ignored SIGINT, and hands it on.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", .. self])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[RoleVariable] = role;
        start.Environment[FolderVariable] = folder;
        start.Environment[PortVariable] = port.ToString(CultureInfo.InvariantCulture);
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The next number that the child has on its disk; null at its end.</summary>
    public async Task<long?> NextAsync() =>
        await process.StandardOutput.ReadLineAsync() is { } line ? long.Parse(line, CultureInfo.InvariantCulture) : null;

    /// <summary>SIGKILL; returns what it had still said.</summary>
    public async Task<IReadOnlyList<long>> KillAsync()
    {
        process.Kill();
        List<long> rest = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (long.TryParse(line, CultureInfo.InvariantCulture, out long seq))
            {
                rest.Add(seq);
            }
        }

        await process.WaitForExitAsync();
        return rest;
    }

    /// <summary>A signal, and the end that follows.</summary>
    public async Task EndAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    /// <summary>The child's own program.</summary>
    public static async Task<int> RunAsync(string role)
    {
        string folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        await using ResultStore store = ResultStore.Open(
            new StoreOptions { Folder = folder },
            TimeProvider.System,
            NullLogger<ResultStore>.Instance
        );
        return role == StoreRole ? await StoreAsync(store) : await ServeAsync(store);
    }

    private static async Task<int> StoreAsync(ResultStore store)
    {
        while (true)
        {
            Say(await store.AppendAsync(Samples.Result()));
        }
    }

    private static async Task<int> ServeAsync(ResultStore store)
    {
        int port = int.Parse(Environment.GetEnvironmentVariable(PortVariable)!, CultureInfo.InvariantCulture);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService(_ => Publisher.Of(store, port)); // stopped last: it drains what the producer stored
        builder.Services.AddHostedService(_ => new Producer(store));
        using IHost host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    private static void Say(Result stored)
    {
        Console.WriteLine(stored.Seq.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }

    private sealed class Producer(ResultStore store) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                Say(await store.AppendAsync(Samples.Result()));
            }
        }
    }
}
