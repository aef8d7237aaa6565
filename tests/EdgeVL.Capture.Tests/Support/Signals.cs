using System.Diagnostics;

namespace EdgeVL.Capture.Tests.Support;

/// <summary>Sends signals, and looks at processes.</summary>
internal static class Signals
{
    public static async Task Send(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Children of this process that run gst-launch or have died and were not collected.</summary>
    public static IReadOnlyList<int> Cameras()
    {
        var found = new List<int>();
        foreach (string folder in Directory.GetDirectories("/proc").Where(static folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string[] stat = Text(Path.Combine(folder, "stat")).Split(") ");
            if (stat.Length < 2 || stat[^1].Split(' ') is not [string state, string parent, ..] || parent != $"{Environment.ProcessId}")
            {
                continue;
            }

            if (state == "Z" || Text(Path.Combine(folder, "cmdline")).Contains("gst-launch-1.0", StringComparison.Ordinal))
            {
                found.Add(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return found;
    }

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
