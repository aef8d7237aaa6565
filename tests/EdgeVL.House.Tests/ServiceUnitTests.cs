using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeVL.House.Tests;

/// <summary>The systemd unit, read by systemd itself.</summary>
public sealed partial class ServiceUnitTests
{
    private const string Unit = "deploy-jetson/edgevl.service";

    [Fact]
    public async Task Systemd_understands_the_unit()
    {
        SkipWithoutSystemd();
        using var folder = new TemporaryFolder();
        Command verify = await Command.RunAsync("systemd-analyze", "verify", "--man=no", UnitThatFindsItsProgram(folder));
        Assert.True(verify.ExitCode == 0 && verify.Output.Trim().Length == 0, verify.Output);
    }

    // 2.0 of 10 leaves room for a system whose analyzer knows a few more settings; measured with systemd 252: 1.8.
    [Fact]
    public async Task The_service_is_exposed_little()
    {
        SkipWithoutSystemd();
        using var folder = new TemporaryFolder();
        Command security = await Command.RunAsync(
            "systemd-analyze",
            "security",
            "--offline=true",
            "--no-pager",
            UnitThatFindsItsProgram(folder)
        );
        Match exposure = Exposure().Match(security.Output);
        Assert.True(exposure.Success, security.Output);
        Assert.InRange(double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture), 0, 2.0);
    }

    [Theory]
    [InlineData("Type=notify")]
    [InlineData("NotifyAccess=main")]
    [InlineData("User=edgevl")]
    [InlineData("ExecStart=/opt/edgevl/edgevl run --config /etc/edgevl/edgevl.yaml")]
    [InlineData("Environment=ORT_DISABLE_TELEMETRY=1")]
    [InlineData("CapabilityBoundingSet=")]
    [InlineData("KillMode=mixed")]
    [InlineData("Restart=on-failure")]
    public void The_unit_says(string line) => Assert.Contains(line, Repository.Text(Unit).Split('\n'));

    [Fact]
    public void Faults_that_a_restart_does_not_mend_do_not_restart_it()
    {
        string codes = Repository.Text("src/EdgeVL.Contracts/Faults/ExitCode.cs");
        Assert.Contains("Usage = 2;", codes, StringComparison.Ordinal);
        Assert.Contains("Input = 65;", codes, StringComparison.Ordinal);
        Assert.Contains("RestartPreventExitStatus=2 65", Repository.Text(Unit).Split('\n'));
    }

    private static void SkipWithoutSystemd() =>
        Assert.SkipUnless(Command.Exists("systemd-analyze"), "systemd-analyze is not installed; ./build.sh test installs it");

    // systemd asks that the program exists, which on a build machine it does not.
    private static string UnitThatFindsItsProgram(TemporaryFolder folder)
    {
        string program = folder.WriteScript("edgevl", "exit 0\n");
        return folder.Write(
            "edgevl.service",
            Repository.Text(Unit).Replace("ExecStart=/opt/edgevl/edgevl", $"ExecStart={program}", StringComparison.Ordinal)
        );
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Exposure();
}
