using System.Diagnostics;
using System.Globalization;

namespace EdgeVL.Capture.Tests.Support;

/// <summary>Sends signals, and looks at processes.</summary>
internal static class Signals
{
    public static async Task Send(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Children of this process that run GStreamer's launcher, or did and were not collected.</summary>
    public static IReadOnlyList<int> Cameras() =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(static name => name!.All(char.IsAsciiDigit))
                .Where(static name => Text($"/proc/{name}/stat").Split(") ") is [var command, var rest] && IsCamera(command, rest))
                .Select(static name => int.Parse(name!, CultureInfo.InvariantCulture)),
        ];

    private static bool IsCamera(string command, string rest) =>
        command.EndsWith("(gst-launch-1.0", StringComparison.Ordinal) && rest.Split(' ')[1] == $"{Environment.ProcessId}"; // state, parent, …

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // it ended in between
        }
    }
}
