using System.Diagnostics;

namespace EdgeVL.Daemon.Tests.Store;

/// <summary>A disk of a few megabytes, in memory.</summary>
internal sealed class SmallDisk(string path) : IAsyncDisposable
{
    public string Path => path;

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        string path = Directory.CreateTempSubdirectory("edgevl-disk-").FullName;
        int code = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        Assert.SkipUnless(code == 0, "this user may not mount a small disk (tmpfs)");
        return new SmallDisk(path);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", path);
        Directory.Delete(path);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
