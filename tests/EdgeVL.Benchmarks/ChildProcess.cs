using System.Diagnostics;
using System.Globalization;

namespace EdgeVL.Benchmarks;

/// <summary>This program once more, so that memory and processor time are those of one job alone.</summary>
internal static class ChildProcess
{
    /// <summary>Marks the arguments of a child.</summary>
    public const string Mark = "--child";

    /// <summary>Runs a job and gives the numbers that it wrote as its last line.</summary>
    /// <param name="prefix">A program that starts it, such as <c>taskset -c 0</c>.</param>
    public static double[] Run(IEnumerable<string> prefix, params string[] job)
    {
        string[] command = [.. prefix, Environment.ProcessPath!, Mark, .. job];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.TrimEnd().Split('\n')[^1].Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{string.Join(' ', job)} ended with exit code {process.ExitCode}.");
    }

    /// <summary>Tells the parent.</summary>
    public static void Tell(params double[] numbers) =>
        Console.WriteLine(string.Join(' ', numbers.Select(static number => number.ToString("R", CultureInfo.InvariantCulture))));
}
