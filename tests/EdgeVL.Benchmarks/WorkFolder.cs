using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeVL.Benchmarks;

/// <summary>The folder for what is built: gone at the end, on Ctrl-C, and after a kill at the next start.</summary>
internal sealed class WorkFolder : IDisposable
{
    private const string Mark = "edgevl-bench-";
    private const int Interrupted = 130;
    private const int Attempts = 20;

    private readonly PosixSignalRegistration[] signals;

    /// <param name="path">As <see cref="In"/> gives it.</param>
    public WorkFolder(string path)
    {
        Path = path;
        DeleteLeftovers();
        Directory.CreateDirectory(path);
        signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, End))];
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>The path of this process in <paramref name="parent"/>.</summary>
    public static string In(string parent) => System.IO.Path.Combine(parent, $"{Mark}{Environment.ProcessId}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(signals, static signal => signal.Dispose());
        Directory.Delete(Path, recursive: true);
    }

    private void End(PosixSignalContext context)
    {
        // Other threads still write; what they add behind the last attempt is deleted by the next start.
        for (int attempt = 0; attempt < Attempts && Directory.Exists(Path); attempt++)
        {
            TryDelete(Path);
        }

        Environment.Exit(Interrupted);
    }

    private void DeleteLeftovers()
    {
        string parent = System.IO.Path.GetDirectoryName(Path)!;
        foreach (string folder in Directory.Exists(parent) ? Directory.GetDirectories(parent, Mark + "*") : [])
        {
            string process = System.IO.Path.GetFileName(folder)[Mark.Length..];
            bool known = int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (known && !Directory.Exists($"/proc/{process}"))
            {
                TryDelete(folder);
            }
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or in use: another attempt follows, or the next start.
        }
    }
}
