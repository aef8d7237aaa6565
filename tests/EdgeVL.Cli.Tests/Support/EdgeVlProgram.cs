using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EdgeVL.Cli.Tests.Support;

/// <summary>What a finished program said.</summary>
internal sealed record Finished(int Code, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1];
}

/// <summary>The real program, as a child.</summary>
internal sealed class EdgeVlProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private EdgeVlProgram(Process process) => this.process = process;

    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>Runs to the end.</summary>
    public static Task<Finished> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs to the end with variables of its own.</summary>
    public static async Task<Finished> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using EdgeVlProgram program = Start(variables, arguments);
        return await program.EndAsync();
    }

    public static EdgeVlProgram Start(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        // A test run that was itself started in the background inherits an ignored SIGINT, and hands it on.
        var start = new ProcessStartInfo(
            "env",
            ["--default-signal=INT,TERM", Path.Combine(AppContext.BaseDirectory, "edgevl"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        var program = new EdgeVlProgram(new Process { StartInfo = start });
        program.process.OutputDataReceived += (_, line) => Append(program.output, line.Data);
        program.process.ErrorDataReceived += (_, line) => Append(program.errors, line.Data);
        program.process.Start();
        program.process.BeginOutputReadLine();
        program.process.BeginErrorReadLine();
        program.process.StandardInput.Close();
        return program;
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Finished> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return new Finished(process.ExitCode, output.ToString(), errors.ToString());
    }

    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append(line is null ? "" : "\n");
        }
    }
}
