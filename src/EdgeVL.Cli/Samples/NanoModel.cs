using EdgeVL.Cli.Commands;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.Cli.Samples;

/// <summary>The sample model, built once from the sample checkpoint.</summary>
internal static class NanoModel
{
    // The smallest error and, at this size, as fast as any other.
    private const Precision Built = Precision.Fp32;

    /// <summary>Folder of the built model; it is built where it is missing or of another version.</summary>
    public static string Folder(CancellationToken cancellation)
    {
        string checkpoint = Path.Combine(SampleFolders.Samples(), "nano");
        string folder = Path.Combine(SampleFolders.Cache(), $"nano-{Built.NameOf()}");
        if (!IsCurrent(folder, checkpoint))
        {
            ModelBuildCommand.Build(checkpoint, folder, new BuildOptions { Precision = Built, Replace = true }, cancellation);
        }

        return folder;
    }

    private static bool IsCurrent(string folder, string checkpoint)
    {
        if (!BuiltModel.IsAt(folder))
        {
            return false;
        }

        ModelManifest manifest = BuiltModel.ReadManifest(folder);
        long bytes = Checkpoint.Open(checkpoint).TensorFiles.Sum(static file => new FileInfo(file).Length);
        return manifest.Builder == typeof(ModelBuild).Assembly.GetName().Version!.ToString(3)
            && manifest.Source.Files.Sum(static file => file.Bytes) == bytes
            && manifest.Files.All(file => File.Exists(Path.Combine(folder, file.Path)));
    }
}
