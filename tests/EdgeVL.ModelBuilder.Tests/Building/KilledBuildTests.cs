using System.Diagnostics;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Tests.Building;

/// <summary>The real program, killed while it builds.</summary>
public sealed class KilledBuildTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_killed_build_leaves_nothing_that_passes_for_a_model_and_the_next_one_cleans_up()
    {
        string output = folder.At("model");
        string working = folder.At(".model.building");
        using (
            Process build = EdgeVlChild.Start(
                EdgeVlChild.Program,
                ["model", "build", Repository.At("samples/nano"), output, "--precision", "int4"]
            )
        )
        {
            await UntilAsync(() => File.Exists(Path.Combine(working, "decoder.data")), build);
            build.Kill();
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(128 + 9, build.ExitCode);
        }

        Assert.False(Path.Exists(output));
        Assert.True(Directory.Exists(working));
        Assert.False(BuiltModel.IsAt(working));

        ModelBuild.Run(
            Repository.At("samples/nano"),
            output,
            new BuildOptions { Precision = Precision.Fp32 },
            progress: null,
            CancellationToken.None
        );
        Assert.Equal(["model"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
        Assert.Equal("fp32", BuiltModel.Open(output).Manifest.Precision);
    }

    public void Dispose() => folder.Dispose();

    private static async Task UntilAsync(Func<bool> condition, Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(process.HasExited, "The build had ended before it could be killed.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, limit.Token);
        }
    }
}
