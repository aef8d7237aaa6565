using System.Diagnostics;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Tests;

[Collection(nameof(ChildProcesses))] // it starts the launcher too
public sealed class CaptureRuntimeTests
{
    private const string NoLibrary = "/nowhere/libOpenCvSharpExtern.so";

    [Fact]
    public void This_machine_has_everything()
    {
        CaptureRuntimeReport report = CaptureRuntime.Probe();
        Assert.Null(report.OpenCvFault);
        Assert.StartsWith("4.", report.OpenCvVersion, StringComparison.Ordinal);
        Assert.NotNull(report.GStreamerVersion);
        Assert.Matches(@"^1\.\d+\.\d+$", report.GStreamerVersion);
        Assert.Empty(report.MissingElements);
        Assert.Null(report.GStreamerRemedy);
    }

    [Fact]
    public async Task A_machine_that_has_nothing_is_told_what_to_install()
    {
        if (Environment.GetEnvironmentVariable(CaptureRuntime.LibraryVariable) == NoLibrary)
        {
            AssertFaultsNameThePackages();
            return;
        }

        // The library is loaded once a process: the same test again, in a process of its own where nothing can be found.
        string test = $"{typeof(CaptureRuntimeTests).FullName}.{nameof(A_machine_that_has_nothing_is_told_what_to_install)}";
        string[] self = Path.GetFileName(Environment.ProcessPath) == "dotnet" ? [typeof(CaptureRuntimeTests).Assembly.Location] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. self, "-method", test])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] = "/nowhere";
        start.Environment[CaptureRuntime.LibraryVariable] = NoLibrary;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 1", output, StringComparison.Ordinal);
    }

    private static void AssertFaultsNameThePackages()
    {
        FaultException fault = Assert.Throws<FaultException>(CaptureRuntime.Require);
        Assert.Equal(FaultCode.CaptureRuntimeMissing, fault.Code);
        Assert.Contains(NoLibrary, fault.Message, StringComparison.Ordinal);
        Assert.Contains(CaptureRuntime.OpenCvPackages, fault.Remedy, StringComparison.Ordinal);
        Assert.Equal(
            FaultCode.CaptureRuntimeMissing,
            Assert.Throws<FaultException>(static () => StillImage.Decode([1, 2, 3], "a.png")).Code
        );

        FaultException launcher = Assert.Throws<FaultException>(Runtime.GStreamerTools.RequireLauncher);
        Assert.Equal(FaultCode.CaptureRuntimeMissing, launcher.Code);
        Assert.Contains(CaptureRuntime.GStreamerPackages, launcher.Remedy, StringComparison.Ordinal);

        CaptureRuntimeReport report = CaptureRuntime.Probe();
        Assert.Null(report.OpenCvVersion);
        Assert.Contains(CaptureRuntime.OpenCvPackages, report.OpenCvFault, StringComparison.Ordinal);
        Assert.Null(report.GStreamerVersion);
        Assert.Contains(CaptureRuntime.GStreamerPackages, report.GStreamerRemedy, StringComparison.Ordinal);
    }
}
