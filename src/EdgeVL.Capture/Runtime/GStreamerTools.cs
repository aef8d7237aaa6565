using System.Diagnostics;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Runtime;

/// <summary>Which GStreamer this machine has.</summary>
internal static class GStreamerTools
{
    public const string Launch = "gst-launch-1.0";
    private const string Inspect = "gst-inspect-1.0";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // the first call may have to index every plugin

    /// <summary>Present on a board with NVIDIA's system, whose decoder and camera elements differ.</summary>
    public static bool IsJetson { get; } = File.Exists("/etc/nv_tegra_release");

    /// <summary>Full path of the launcher.</summary>
    /// <exception cref="FaultException">It is not installed.</exception>
    public static string RequireLauncher() =>
        Executable.Find(Launch)
        ?? throw new FaultException(
            FaultCode.CaptureRuntimeMissing,
            $"{Launch} is not installed; RTSP, CSI and gst: cameras need it.",
            $"sudo apt-get install {CaptureRuntime.GStreamerPackages}"
        );

    /// <summary>Version such as <c>1.22.0</c>; null where the launcher is missing or does not answer.</summary>
    public static string? Version() =>
        Executable.Find(Launch) is { } path && Run(path, "--version") is { ExitCode: 0, Output: { } text }
            ? text.Split('\n')[0].Split(' ')[^1].Trim()
            : null;

    /// <summary>True where a plugin offers that element.</summary>
    public static bool HasElement(string element) =>
        Executable.Find(Inspect) is { } path && Run(path, "--exists", element) is { ExitCode: 0 };

    private static (int ExitCode, string Output)? Run(string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false },
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        return (process.ExitCode, output);
    }
}
