using System.Text.RegularExpressions;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests;

public sealed partial class DemoTests
{
    [Fact]
    public async Task The_demo_reads_the_conveyor_through_a_broker_and_ends_by_itself()
    {
        using var cache = new TemporaryFolder();
        Finished done = await EdgeVlProgram.RunAsync(
            new Dictionary<string, string> { ["EDGEVL_CACHE"] = cache.Path, ["EDGEVL_SAMPLES"] = Repository.At("samples") },
            "demo"
        );

        Assert.Equal(ExitCode.Ok, done.Code);
        Match sums = LastLine().Match(done.LastLine);
        Assert.True(sums.Success, done.Output + done.Errors);
        int read = int.Parse(sums.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        int missed = int.Parse(sums.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(read > missed, done.LastLine);
        Assert.Contains("event activation_passed: lot-code", done.Output, StringComparison.Ordinal);
        Assert.Matches("(spoilt).* no_read .*because .*dark", done.Output);
        Assert.True(File.Exists(Path.Combine(cache.Path, "demo.png")));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_said_and_not_waited_for_in_silence()
    {
        Finished done = await EdgeVlProgram.RunAsync("demo", "--broker", "nonsense://x");

        Assert.Equal(ExitCode.Input, done.Code);
        Assert.Contains("nonsense://x", done.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^demo: (\d+) read, (\d+) missed, (\d+) wrong$")]
    private static partial Regex LastLine();
}
