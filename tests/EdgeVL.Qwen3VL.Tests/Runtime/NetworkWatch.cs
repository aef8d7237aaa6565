using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeVL.Qwen3VL.Tests.Runtime;

/// <summary>Runs a program so that its every attempt to reach the network shows.</summary>
internal sealed partial class NetworkWatch
{
    private static readonly string[] Counters =
    [
        "OutRequests",
        "OutNoRoutes",
        "ActiveOpens",
        "OutDatagrams",
        "Ip6OutRequests",
        "Ip6OutNoRoutes",
    ];

    private readonly string report;
    private readonly string[] prefix;
    private readonly Func<string[], IEnumerable<string>> attempts;

    private NetworkWatch(string report, string[] prefix, Func<string[], IEnumerable<string>> attempts)
    {
        this.report = report;
        this.prefix = prefix;
        this.attempts = attempts;
    }

    /// <summary>A way that works here, tried with a name that is looked up; null where there is none.</summary>
    /// <param name="folder">Takes the reports.</param>
    public static async Task<NetworkWatch?> FindAsync(TemporaryFolder folder)
    {
        foreach (NetworkWatch watch in new[] { Unreachable(folder.At("counters")), Traced(folder.At("calls")) })
        {
            if (await watch.SeesALookUpAsync())
            {
                return watch;
            }
        }

        return null;
    }

    /// <summary>The command that runs <paramref name="program"/> under watch.</summary>
    public (string Program, string[] Arguments) Command(params string[] program) => (prefix[0], [.. prefix[1..], .. program]);

    /// <summary>What a finished program tried, a line an attempt or counter.</summary>
    public IReadOnlyList<string> Attempts() => [.. attempts(File.ReadAllLines(report))];

    // A network of its own in which nothing can be reached; the kernel counts what is tried.
    private static NetworkWatch Unreachable(string report) =>
        new(
            report,
            [
                "unshare",
                "--map-root-user",
                "--net",
                "sh",
                "-c",
                $"\"$@\"; code=$?; cat /proc/net/snmp /proc/net/snmp6 > '{report}'; exit $code",
                "sh",
            ],
            static lines => Counted(lines).Where(static counter => counter.Value > 0).Select(static counter => counter.ToString())
        );

    private static NetworkWatch Traced(string report) =>
        new(
            report,
            ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg,sendmmsg", "-o", report],
            static lines => lines.Where(static line => NetworkCall().IsMatch(line))
        );

    private async Task<bool> SeesALookUpAsync()
    {
        (string program, string[] arguments) = Command("getent", "hosts", "edgevl.invalid");
        try
        {
            await EdgeVlChild.RunAsync(program, arguments);
            return File.Exists(report) && Attempts().Count > 0;
        }
        catch (Win32Exception)
        {
            return false; // not installed
        }
    }

    // snmp has a line of names above each line of numbers, snmp6 a name and a number a line.
    private static IEnumerable<KeyValuePair<string, long>> Counted(string[] lines)
    {
        string[][] rows = [.. lines.Select(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        IEnumerable<(string Name, string Number)> tables = rows.Zip(rows.Skip(1))
            .Where(static pair => pair.First[0] == pair.Second[0] && pair.First[0].EndsWith(':'))
            .SelectMany(static pair => pair.First.Zip(pair.Second).Skip(1));
        IEnumerable<(string Name, string Number)> singles = rows.Where(static row => row.Length == 2)
            .Select(static row => (row[0], row[1]));
        return tables
            .Concat(singles)
            .Where(static counter => Counters.Contains(counter.Name))
            .Select(static counter => KeyValuePair.Create(counter.Name, long.Parse(counter.Number, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"\b(?:socket|connect|sendto|sendmsg|sendmmsg)\(.*\bAF_INET6?\b")]
    private static partial Regex NetworkCall();
}
