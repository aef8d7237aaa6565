namespace EdgeVL.House.Tests;

/// <summary>The scripts of the repository can be read by their shell, can be started, and do what their help says.</summary>
public sealed class ScriptTests
{
    private static readonly string[] Started = ["build.sh", ".ci/run", "deploy-jetson/install.sh", "calibration/compare.sh"];

    public static TheoryData<string> Scripts => [.. Repository.FilesIn("", ".sh").Concat(Started).Distinct()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_is_good_bash(string script)
    {
        Command check = await Command.RunAsync("bash", "-n", script);
        Assert.True(check.ExitCode == 0, check.Output);
    }

    [Fact]
    public void A_script_that_people_start_may_be_started() =>
        Findings.None(Started.Where(static file => !File.GetUnixFileMode(Repository.PathOf(file)).HasFlag(UnixFileMode.UserExecute)));

    [Fact]
    public async Task The_build_names_its_targets()
    {
        Command help = await Command.RunAsync("bash", "build.sh", "help");
        Assert.Equal(0, help.ExitCode);
        Assert.All(
            ["demo", "test", "bench", "publish", "format", "clean"],
            target => Assert.Contains($"./build.sh {target}", help.Output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_target_that_does_not_exist_is_refused_by_name()
    {
        Command run = await Command.RunAsync("bash", "build.sh", "tset");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("no such target: tset", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_target_of_the_entry_script_is_one_of_the_build()
    {
        string build = Repository.Text("build.cake");
        Assert.All(
            ["demo", "test", "bench", "publish", "format", "clean"],
            target => Assert.Contains($"Task(\"{target}\")", build, StringComparison.Ordinal)
        );
    }
}
