using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Synthesis;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.ModelBuilder.Tests.Synthesis;

public sealed class SyntheticCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_2b_shape_has_the_tensors_and_parameters_of_the_published_file()
    {
        (string Name, long[] Shape)[] tensors = [.. TensorNames.Expected(SyntheticShape.Named("2b"))];
        Assert.Equal(625, tensors.Length);
        Assert.Equal(310, tensors.Count(static tensor => tensor.Name.StartsWith("model.language_model.", StringComparison.Ordinal)));
        Assert.Equal(2_127_532_032, Parameters(tensors));
        Assert.Equal(
            406_957_056,
            Parameters([.. tensors.Where(static tensor => tensor.Name.StartsWith("model.visual.", StringComparison.Ordinal))])
        );
        Assert.DoesNotContain(tensors, static tensor => tensor.Name == "lm_head.weight");
        Assert.Contains(tensors, static tensor => tensor is { Name: "model.visual.merger.norm.weight", Shape: [1024] });
        Assert.Contains(tensors, static tensor => tensor is { Name: "model.visual.deepstack_merger_list.2.norm.bias", Shape: [4096] });
    }

    [Theory]
    [InlineData("2b", 2048, 6144, 28, 16, true, 24, 1024)]
    [InlineData("4B", 2560, 9728, 36, 32, true, 24, 1024)]
    [InlineData("8b", 4096, 12288, 36, 32, false, 27, 1152)]
    [InlineData("32b", 5120, 25600, 64, 64, false, 27, 1152)]
    public void Shapes_are_those_of_the_dense_family(
        string name,
        int hidden,
        int inner,
        int layers,
        int heads,
        bool tied,
        int depth,
        int visionHidden
    )
    {
        ModelConfig config = SyntheticShape.Named(name);
        Assert.Equal(
            (hidden, inner, layers, heads, 8, 128),
            (
                config.Text.HiddenSize,
                config.Text.IntermediateSize,
                config.Text.LayerCount,
                config.Text.HeadCount,
                config.Text.KeyValueHeadCount,
                config.Text.HeadSize
            )
        );
        Assert.Equal(
            (tied, depth, visionHidden, hidden),
            (config.TiedHead, config.Vision.Depth, config.Vision.HiddenSize, config.Vision.OutputSize)
        );
    }

    [Fact]
    public void A_shape_that_nobody_published_is_refused_with_the_choices()
    {
        FaultException fault = Faults.Expect(
            FaultCode.UsageInvalid,
            () => SyntheticCheckpoint.Write("3b", folder.At("out"), false, null, CancellationToken.None),
            "'3b'"
        );
        Assert.Contains("2b, 4b, 8b, 32b", fault.Remedy, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_made_up_checkpoint_builds_loads_and_answers(bool tied)
    {
        SyntheticCheckpoint.Write(Small(tied), folder.At("checkpoint"), replace: false, progress: null, CancellationToken.None);
        Checkpoint checkpoint = Checkpoint.Open(folder.At("checkpoint"));
        Assert.Equal(checkpoint.Config.Text, Small(tied).Text with { Rotary = checkpoint.Config.Text.Rotary });
        Assert.Equal(tied, checkpoint.Config.TiedHead);
        Assert.Equal(0, (checkpoint.Tensors.Values.Min(static tensor => tensor.Offset)) % 8);
        Assert.Equal(0.02, Deviation(checkpoint[TensorNames.Embedding]), 1e-3);

        ModelBuild.Run(folder.At("checkpoint"), folder.At("model"), new BuildOptions(), progress: null, CancellationToken.None);
        using var model = VisionLanguageModel.Load(
            folder.At("model"),
            new EngineOptions { Profile = ExecutionProfile.Cpu, Context = 64 },
            TimeProvider.System,
            NullLogger.Instance
        );
        var prompt = model.Compose([ChatMessage.User("Hello, world.")], [], [], []);
        Answer answer = model.Generator.Run(
            prompt,
            new GenerationOptions
            {
                MaxTokens = 6,
                StopAtEnd = false,
                StopAtRepetition = false,
            },
            null,
            CancellationToken.None
        );
        Assert.Equal(6, answer.Tokens.Count);
        Assert.Equal("Hello, world. naïve 東京\n", model.Tokenizer.Decode(Encoded(model, "Hello, world. naïve 東京\n")));
    }

    [Fact]
    public void A_made_up_checkpoint_is_the_same_every_time_and_is_not_written_over_without_leave()
    {
        byte[] Weights() => File.ReadAllBytes(folder.At("out/model.safetensors"));
        SyntheticCheckpoint.Write(Small(tied: true), folder.At("out"), replace: false, progress: null, CancellationToken.None);
        byte[] first = Weights();
        Faults.Expect(
            FaultCode.UsageInvalid,
            () => SyntheticCheckpoint.Write("2b", folder.At("out"), replace: false, progress: null, CancellationToken.None),
            "exists"
        );
        SyntheticCheckpoint.Write(Small(tied: true), folder.At("out"), replace: true, progress: null, CancellationToken.None);
        Assert.Equal(first, Weights());
    }

    [Fact]
    public void Cancelled_it_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        var listener = new Listener(_ => source.Cancel());
        Assert.Throws<OperationCanceledException>(() =>
            SyntheticCheckpoint.Write(Small(tied: true), folder.At("out"), replace: false, listener, source.Token)
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private static long Parameters(IReadOnlyCollection<(string Name, long[] Shape)> tensors) =>
        tensors.Sum(static tensor => tensor.Shape.Aggregate(1L, static (product, side) => product * side));

    private static int[] Encoded(VisionLanguageModel model, string text)
    {
        List<int> tokens = [];
        model.Tokenizer.Encode(text, tokens);
        return [.. tokens];
    }

    private static double Deviation(TensorInfo tensor)
    {
        using var reader = new TensorReader();
        float[] values = new float[100_000];
        reader.Read(tensor, 0, values);
        return Math.Sqrt(values.Average(static value => (double)value * value));
    }

    // The published vocabulary and head, everything else as small as it goes.
    private static ModelConfig Small(bool tied)
    {
        ModelConfig full = SyntheticShape.Named("2b");
        return full with
        {
            TiedHead = tied,
            Text = full.Text with { HiddenSize = 48, IntermediateSize = 80, LayerCount = 2, HeadCount = 2, KeyValueHeadCount = 1 },
            Vision = full.Vision with
            {
                Depth = 2,
                HiddenSize = 32,
                IntermediateSize = 48,
                HeadCount = 2,
                OutputSize = 48,
                DeepStackBlocks = [1],
            },
        };
    }

    private sealed class Listener(Action<BuildProgress> listener) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => listener(value);
    }
}
