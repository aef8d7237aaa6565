using EdgeVL.Daemon.Tests;
using EdgeVL.ModelBuilder.Building;

[assembly: AssemblyFixture(typeof(EdgeVL.Cli.Tests.Support.NanoModelFixture))]

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

    /// <summary>A copy of it, for a test that writes beside it.</summary>
    public string CopyTo(string other)
    {
        Directory.CreateDirectory(other);
        foreach (string file in Directory.GetFiles(Path))
        {
            File.Copy(file, System.IO.Path.Combine(other, System.IO.Path.GetFileName(file)));
        }

        return other;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
