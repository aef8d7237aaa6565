using System.Collections.Concurrent;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(BuiltModels))]

namespace EdgeVL.Qwen3VL.Tests.Support;

/// <summary>Models that the tests of this assembly share, each built when the first test asks for it.</summary>
public sealed class BuiltModels : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("edgevl-models-");
    private readonly ConcurrentDictionary<(string Checkpoint, BuildOptions Options), Lazy<string>> built = new();

    /// <summary>A random model of the shape of the reference vectors, in floats.</summary>
    public string Tiny => Folder("tests/golden/tiny", new BuildOptions { Precision = Precision.Fp32 });

    /// <summary>The trained sample model.</summary>
    public string Nano(Precision precision, bool prefill = false) =>
        Folder("samples/nano", new BuildOptions { Precision = precision, Int8Prefill = prefill });

    /// <summary>Loads a folder on the processor.</summary>
    public static VisionLanguageModel Load(string folder, int context = 1024) =>
        VisionLanguageModel.Load(
            folder,
            new EngineOptions { Profile = ExecutionProfile.Cpu, Context = context },
            TimeProvider.System,
            NullLogger.Instance
        );

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);

    private string Folder(string checkpoint, BuildOptions options) =>
        built.GetOrAdd((checkpoint, options), key => new Lazy<string>(() => Build(key.Checkpoint, key.Options))).Value;

    private string Build(string checkpoint, BuildOptions options)
    {
        string output = Path.Combine(folder.FullName, $"{Path.GetFileName(checkpoint)}-{options.Precision}-{options.Int8Prefill}");
        ModelBuild.Run(Repository.At(checkpoint), output, options, progress: null, CancellationToken.None);
        return output;
    }
}
