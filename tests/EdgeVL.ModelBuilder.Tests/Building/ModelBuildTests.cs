using System.Security.Cryptography;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Tests.Building;

public sealed class ModelBuildTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ModelBuildTests() => RandomCheckpoint.Write(Checkpoint, new CheckpointShape());

    private string Checkpoint => folder.At("checkpoint");

    private string Output => folder.At("model");

    [Fact]
    public void The_manifest_lists_every_file_with_its_true_hash_and_says_what_was_built()
    {
        ModelManifest manifest = Build(
            new BuildOptions
            {
                Precision = Precision.Int4,
                Block = 32,
                Name = "bench",
            }
        );
        Assert.Equal(
            Directory
                .EnumerateFiles(Output)
                .Select(static file => Path.GetFileName(file))
                .Where(static name => name != ModelManifest.FileName)
                .Order(StringComparer.Ordinal),
            manifest.Files.Select(static file => file.Path)
        );
        Assert.All(
            manifest.Files,
            file =>
            {
                byte[] bytes = File.ReadAllBytes(Path.Combine(Output, file.Path));
                Assert.Equal(file.Bytes, bytes.Length);
                Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            }
        );
        Assert.Equal(("bench", "int4", "int4 block 32"), (manifest.Name, manifest.Precision, manifest.Quantization.Decoder));
        Assert.Equal(
            (3, 96, 4, 2, 32, 2048),
            (
                manifest.Shapes.Layers,
                manifest.Shapes.Hidden,
                manifest.Shapes.Heads,
                manifest.Shapes.KeyValueHeads,
                manifest.Shapes.HeadSize,
                manifest.Shapes.Vocabulary
            )
        );
        Assert.InRange(manifest.Quantization.LargestError!.Value, 0.01, 0.2);
        Assert.Contains(".weight", manifest.Quantization.LargestErrorOf, StringComparison.Ordinal);
        Assert.Equal("bf16", manifest.Embeddings.Type);
        Assert.Equal(manifest.Hash, BuiltModel.Open(Output).Manifest.Hash);
    }

    [Theory]
    [InlineData(Precision.Fp32, "decoder.onnx vision.onnx")]
    [InlineData(Precision.Fp16, "decoder.onnx vision.onnx")]
    [InlineData(Precision.Int8, "decoder.onnx vision.onnx")]
    [InlineData(Precision.Int4, "decoder.gpu.onnx decoder.onnx vision.gpu.onnx vision.onnx")]
    public void A_precision_has_its_graphs(Precision precision, string graphs)
    {
        ModelManifest manifest = Build(new BuildOptions { Precision = precision });
        Assert.Equal(
            graphs.Split(' '),
            manifest.Files.Select(static file => file.Path).Where(static path => path.EndsWith(".onnx", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void The_embedding_table_holds_the_stored_bytes()
    {
        RandomCheckpoint checkpoint = RandomCheckpoint.Write(Checkpoint, new CheckpointShape { Type = "F16" });
        ModelManifest manifest = Build(new BuildOptions { Precision = Precision.Fp16 });
        Assert.Equal("f16", manifest.Embeddings.Type);
        Assert.Equal(checkpoint.Tensors[0].Bytes, File.ReadAllBytes(Path.Combine(Output, manifest.Embeddings.File)));
    }

    [Fact]
    public void A_build_is_the_same_every_time()
    {
        string first = Build(new BuildOptions()).Hash;
        Assert.Equal(first, Build(new BuildOptions { Replace = true }).Hash);
    }

    [Fact]
    public void An_existing_model_is_refused_without_leave_to_replace_it()
    {
        string first = Build(new BuildOptions { Precision = Precision.Fp32 }).Hash;
        Faults.Expect(FaultCode.UsageInvalid, () => Build(new BuildOptions()), $"'{Output}'", "exists");
        Assert.Equal(first, BuiltModel.Open(Output).Manifest.Hash);
    }

    [Fact]
    public void The_checkpoint_itself_is_no_output() =>
        Faults.Expect(
            FaultCode.UsageInvalid,
            () => ModelBuild.Run(Checkpoint, Checkpoint, new BuildOptions { Replace = true }, null, CancellationToken.None),
            $"'{Checkpoint}'"
        );

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void A_block_that_is_not_offered_is_refused(int block) =>
        Faults.Expect(FaultCode.UsageInvalid, () => Build(new BuildOptions { Block = block }), $"{block}");

    [Theory]
    [InlineData("hash")]
    [InlineData("embeddings")]
    [InlineData("vision")]
    [InlineData("decoder")]
    [InlineData("prefill")]
    public void A_cancelled_build_leaves_nothing(string phase)
    {
        using var source = new CancellationTokenSource();
        var progress = new PhaseListener(reached => (reached.Phase == phase ? source : null)?.Cancel());
        Assert.Throws<OperationCanceledException>(() =>
            ModelBuild.Run(Checkpoint, Output, new BuildOptions { Int8Prefill = true }, progress, source.Token)
        );
        Assert.Equal(["checkpoint"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_cancelled_replacement_leaves_what_was_there()
    {
        string first = Build(new BuildOptions { Precision = Precision.Fp32 }).Hash;
        using var source = new CancellationTokenSource();
        var progress = new PhaseListener(_ => source.Cancel());
        Assert.Throws<OperationCanceledException>(() =>
            ModelBuild.Run(Checkpoint, Output, new BuildOptions { Replace = true }, progress, source.Token)
        );
        Assert.Equal(first, BuiltModel.Open(Output).Manifest.Hash);
    }

    [Fact]
    public void Progress_grows_to_its_end_and_names_its_phases()
    {
        var seen = new List<BuildProgress>();
        ModelBuild.Run(Checkpoint, Output, new BuildOptions { Int8Prefill = true }, new PhaseListener(seen.Add), CancellationToken.None);
        Assert.Equal(
            ["hash", "embeddings", "vision", "vision.gpu", "decoder", "prefill"],
            seen.Select(static step => step.Phase).Distinct()
        );
        Assert.Equal(seen.Select(static step => step.Done).Order(), seen.Select(static step => step.Done));
        Assert.Equal(seen[^1].Total, seen[^1].Done);
    }

    public void Dispose() => folder.Dispose();

    private ModelManifest Build(BuildOptions options) =>
        ModelBuild.Run(Checkpoint, Output, options, progress: null, CancellationToken.None);

    private sealed class PhaseListener(Action<BuildProgress> listener) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => listener(value);
    }
}
