using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Synthesis;
using EdgeVL.ModelBuilder.Tests.Support;

namespace EdgeVL.ModelBuilder.Tests.Building;

/// <summary>A disk without room: a small file system in memory, which only root can mount.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private bool mounted;

    private string Disk => folder.At("disk");

    [Theory]
    [InlineData(16)] // among the small files
    [InlineData(500)] // in the embedding table
    [InlineData(1500)] // in the weights
    [InlineData(2400)]
    public async Task A_build_without_room_names_file_and_byte_and_leaves_nothing(int kilobytes)
    {
        await MountAsync(kilobytes);
        RandomCheckpoint.Write(folder.At("checkpoint"), new CheckpointShape());
        FaultException fault = Faults.Expect(
            FaultCode.DiskFull,
            () =>
                ModelBuild.Run(
                    folder.At("checkpoint"),
                    Path.Combine(Disk, "model"),
                    new BuildOptions { Precision = Precision.Fp32 },
                    null,
                    CancellationToken.None
                ),
            Disk,
            "byte "
        );
        Assert.Contains("room", fault.Remedy, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Disk));
    }

    [Fact]
    public async Task A_random_checkpoint_without_room_names_file_and_byte_and_leaves_nothing()
    {
        await MountAsync(20_000);
        Faults.Expect(
            FaultCode.DiskFull,
            () => SyntheticCheckpoint.Write("2b", Path.Combine(Disk, "2b"), replace: false, progress: null, CancellationToken.None),
            Path.Combine(Disk, ".2b.building", "model.safetensors"),
            "byte "
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(Disk));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (mounted)
        {
            await EdgeVlChild.RunAsync("umount", [Disk]);
        }

        folder.Dispose();
    }

    private async Task MountAsync(int kilobytes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can mount a small file system.");
        Directory.CreateDirectory(Disk);
        ChildResult mount = await EdgeVlChild.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Disk]);
        mounted = mount.Code == 0;
        Assert.SkipUnless(mounted, $"A small file system cannot be mounted here: {mount.Errors.Trim()}");
    }
}
