using EdgeVL.ModelBuilder.Building;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>The sample model in each precision, built once a run.</summary>
internal static class NanoModels
{
    public static string Build(BenchmarkOptions options, Precision precision, int block = 128)
    {
        string folder = Path.Combine(options.Work, $"nano-{precision.NameOf()}-{block}");
        if (!Directory.Exists(folder))
        {
            ModelBuild.Run(
                Repository.At("samples/nano"),
                folder,
                new BuildOptions { Precision = precision, Block = block },
                progress: null,
                CancellationToken.None
            );
        }

        return folder;
    }
}
