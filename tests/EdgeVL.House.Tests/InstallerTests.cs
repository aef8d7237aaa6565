namespace EdgeVL.House.Tests;

/// <summary>deploy-jetson/install.sh, run into a folder that plays the root of a device.</summary>
public sealed class InstallerTests : IDisposable
{
    private readonly TemporaryFolder device = new();
    private readonly TemporaryFolder published = new();

    public InstallerTests() => Publish("0.1.0");

    public void Dispose()
    {
        device.Dispose();
        published.Dispose();
    }

    [Fact]
    public async Task A_device_gets_program_unit_user_and_an_example()
    {
        await InstallAsync();
        Assert.Equal("0.1.0", File.ReadAllText(device["opt/edgevl/VERSION"]));
        Assert.Equal(Repository.Text("deploy-jetson/edgevl.service"), File.ReadAllText(device["etc/systemd/system/edgevl.service"]));
        Assert.Equal(Repository.Text("deploy-jetson/edgevl.example.yaml"), File.ReadAllText(device["etc/edgevl/edgevl.yaml"]));
        Assert.True(File.Exists(device["etc/edgevl/recipes/labels.yaml"]));
        Assert.Contains("u edgevl ", File.ReadAllText(device["usr/lib/sysusers.d/edgevl.conf"]), StringComparison.Ordinal);
        Assert.Equal("/etc/systemd/system/edgevl.service", LinkTarget("etc/systemd/system/multi-user.target.wants/edgevl.service"));
        Assert.Equal("/opt/edgevl/edgevl", LinkTarget("usr/local/bin/edgevl"));
    }

    [Fact]
    public async Task What_is_copied_may_be_read_and_started_by_everybody()
    {
        await InstallAsync();
        const UnixFileMode startable = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Assert.Equal(startable, File.GetUnixFileMode(device["opt/edgevl/edgevl"]) & startable);
    }

    [Fact]
    public async Task Installing_again_changes_nothing()
    {
        await InstallAsync();
        string before = Tree();
        await InstallAsync();
        Assert.Equal(before, Tree());
    }

    [Fact]
    public async Task An_update_keeps_the_configuration_and_the_release_before()
    {
        await InstallAsync();
        string? first = LinkTarget("opt/edgevl");
        device.Write("etc/edgevl/edgevl.yaml", "site: mine\n");
        Publish("0.2.0");
        await InstallAsync();
        Publish("0.3.0");
        await InstallAsync();
        Assert.Equal("0.3.0", File.ReadAllText(device["opt/edgevl/VERSION"]));
        Assert.Equal("site: mine\n", File.ReadAllText(device["etc/edgevl/edgevl.yaml"]));
        string[] releases =
        [
            .. Directory.GetDirectories(device["opt/edgevl-releases"]).Select(static path => Path.GetFileName(path)).Order(),
        ];
        Assert.Equal(2, releases.Length);
        Assert.DoesNotContain(Path.GetFileName(first), releases);
    }

    [Fact]
    public async Task A_service_that_was_disabled_stays_disabled_over_an_update()
    {
        await InstallAsync();
        File.Delete(device["etc/systemd/system/multi-user.target.wants/edgevl.service"]);
        Publish("0.2.0");
        await InstallAsync();
        Assert.False(Path.Exists(device["etc/systemd/system/multi-user.target.wants/edgevl.service"]));
    }

    [Fact]
    public async Task Only_groups_that_exist_are_named()
    {
        device.Write("etc/group", "root:x:0:\nvideo:x:44:\ngpio:x:999:\nrenderers:x:998:\n");
        await InstallAsync();
        Assert.Contains("SupplementaryGroups=video gpio", DropIn("10-groups.conf"));
    }

    [Fact]
    public async Task Each_credential_file_becomes_a_line_of_the_unit()
    {
        await InstallAsync();
        device.Write("etc/edgevl/credentials/mqtt", "secret");
        device.Write("etc/edgevl/credentials/not this", "secret");
        Command install = await InstallAsync();
        Assert.Equal(
            ["LoadCredential=mqtt:/etc/edgevl/credentials/mqtt"],
            DropIn("20-credentials.conf").Where(static line => line.StartsWith("Load", StringComparison.Ordinal))
        );
        Assert.Contains("'not this'", install.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", install.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Jetson_keeps_its_camera_socket_and_hears_about_its_own_runtime()
    {
        device.Write("etc/nv_tegra_release", "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, EABI: aarch64\n");
        Command install = await InstallAsync();
        Assert.Contains("PrivateTmp=no", DropIn("30-jetson.conf"));
        Assert.Contains("L4T 36.4.3", install.Output, StringComparison.Ordinal);
        Assert.Contains("EDGEVL_ONNXRUNTIME", install.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Jetson_too_old_for_the_libraries_is_refused()
    {
        device.Write("etc/nv_tegra_release", "# R35 (release), REVISION: 4.1, GCID: 33958178, BOARD: t186ref, EABI: aarch64\n");
        Command install = await RunAsync("--from", published.FullName, "--root", device.FullName);
        Assert.Equal(1, install.ExitCode);
        Assert.Contains("L4T 35.4.1", install.Output, StringComparison.Ordinal);
        Assert.False(Path.Exists(device["opt"]));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        Command run = await RunAsync("--from", published.FullName, "--root", device.FullName, "--dry-run");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("would: ", run.Output, StringComparison.Ordinal);
        Findings.None(Directory.GetFileSystemEntries(device.FullName));
    }

    [Fact]
    public async Task Removing_keeps_configuration_and_data()
    {
        await InstallAsync();
        device.Write("var/lib/edgevl/store.db", "results");
        device.Write("etc/systemd/system/edgevl.service.d/override.conf", "[Service]\n");
        Command removal = await RunAsync("--root", device.FullName, "--uninstall");
        Assert.True(removal.ExitCode == 0, removal.Output);
        Assert.False(Path.Exists(device["opt/edgevl"]));
        Assert.False(Path.Exists(device["opt/edgevl-releases"]));
        Assert.False(Path.Exists(device["etc/systemd/system/edgevl.service"]));
        Assert.False(Path.Exists(device["usr/local/bin/edgevl"]));
        Assert.True(File.Exists(device["etc/edgevl/edgevl.yaml"]));
        Assert.True(File.Exists(device["var/lib/edgevl/store.db"]));
        Assert.True(File.Exists(device["etc/systemd/system/edgevl.service.d/override.conf"]));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_link_is_left_alone()
    {
        device.Write("opt/edgevl/mine.txt", "mine");
        Command install = await RunAsync("--from", published.FullName, "--root", device.FullName);
        Assert.Equal(1, install.ExitCode);
        Assert.Contains("move it away first", install.Output, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(device["opt/edgevl/mine.txt"]));
    }

    [Theory]
    [InlineData("--from", "/nonexistent", "is no published EdgeVL")]
    [InlineData("--root", "/nonexistent", "no such folder")]
    [InlineData("--form", "x", "unknown argument '--form'")]
    public async Task A_wrong_argument_is_refused_with_its_value(string option, string value, string says)
    {
        Command install = await RunAsync("--dry-run", option, value);
        Assert.Equal(1, install.ExitCode);
        Assert.Contains(says, install.Output, StringComparison.Ordinal);
    }

    private static Task<Command> RunAsync(params string[] arguments) =>
        Command.RunAsync("bash", ["deploy-jetson/install.sh", .. arguments]);

    private async Task<Command> InstallAsync()
    {
        Command install = await RunAsync("--from", published.FullName, "--root", device.FullName);
        Assert.True(install.ExitCode == 0, install.Output);
        return install;
    }

    private void Publish(string version)
    {
        published.WriteScript("edgevl", "echo EdgeVL\n");
        published.Write("VERSION", version);
    }

    private string? LinkTarget(string path) => new FileInfo(device[path]).LinkTarget;

    private string[] DropIn(string name) => File.ReadAllLines(device[$"etc/systemd/system/edgevl.service.d/{name}"]);

    // Names, sizes and where links lead; times may differ.
    private string Tree() =>
        string.Join(
            '\n',
            new DirectoryInfo(device.FullName)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Select(static entry => $"{entry.FullName} {entry.LinkTarget} {(entry as FileInfo)?.Length}")
                .Order(StringComparer.Ordinal)
        );
}
