using EdgeVL.Daemon.Tests;
using EdgeVL.ModelBuilder.Building;

namespace EdgeVL.Cli.Tests.Support;

/// <summary>The sample model, built once for all tests.</summary>
public sealed class NanoModelFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("edgevl-nano-").FullName;

    public NanoModelFixture() =>
        ModelBuild.Run(
            Repository.At("samples/nano"),
            Path,
            new BuildOptions { Precision = Precision.Fp32 },
            progress: null,
            CancellationToken.None
        );

    public string Path => System.IO.Path.Combine(folder, "nano");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
