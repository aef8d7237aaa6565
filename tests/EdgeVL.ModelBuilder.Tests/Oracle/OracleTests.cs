using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.ModelBuilder.Tests.Oracle;

/// <summary>Built models against the model by the paper, in shapes that the golden vectors do not have.</summary>
public sealed class OracleTests : IDisposable
{
    // What FP32 kernels lose against doubles in a handful of layers is a few millionths; 1e-4 is the promise.
    private const double Limit = 1e-4;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Shapes.Count)];

    private static readonly IReadOnlyList<CheckpointShape> Shapes =
    [
        new() { Name = "default" },
        new()
        {
            Name = "untied head, three query heads a key head, one level",
            Tied = false,
            Heads = 6,
            KeyValueHeads = 2,
            HeadSize = 16,
            Hidden = 80,
            DeepStack = [3],
        },
        new()
        {
            Name = "no level, one layer, head of 128",
            DeepStack = [],
            Layers = 1,
            HeadSize = 128,
            Heads = 2,
            KeyValueHeads = 2,
            Hidden = 64,
        },
        new()
        {
            Name = "YaRN in the later spelling",
            Yarn = 3,
            TrainedLength = 64,
            Theta = 10_000,
            RopeParameters = true,
            HeadSize = 64,
        },
        new()
        {
            Name = "three patches a side, patches of 8",
            Merge = 3,
            PatchSize = 8,
            VisionHeads = 3,
        },
        new()
        {
            Name = "as many levels as layers, one frame a patch",
            Layers = 3,
            Depth = 3,
            DeepStack = [0, 1, 2],
            TemporalPatch = 1,
        },
        new()
        {
            Name = "eight query heads on one, F16, shards",
            Heads = 8,
            KeyValueHeads = 1,
            HeadSize = 48,
            Type = "F16",
            Shards = 3,
        },
        new()
        {
            Name = "F32, odd widths",
            Type = "F32",
            Hidden = 100,
            Intermediate = 130,
            VisionHidden = 36,
            VisionIntermediate = 50,
            VisionHeads = 3,
            HeadSize = 80,
        },
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_built_model_computes_what_the_paper_says(int number)
    {
        RandomCheckpoint checkpoint = RandomCheckpoint.Write(folder.At("checkpoint"), Shapes[number]);
        ModelBuild.Run(folder.At("checkpoint"), folder.At("model"), new BuildOptions { Precision = Precision.Fp32 }, null, default);
        using VisionLanguageModel model = Load(folder.At("model"));
        using EncodedPicture wide = Encode(model, 150, 70, 1);
        using EncodedPicture tall = Encode(model, 60, 130, 2);
        ReferenceFeatures[] pictures = [Reference(checkpoint, model, 150, 70, 1), Reference(checkpoint, model, 60, 130, 2)];
        Equal("first picture", pictures[0], wide.Features);
        Equal("second picture", pictures[1], tall.Features);

        ChatMessage message = ChatMessage.User([
            new TextPart("Compare "),
            new ImagePart(),
            new TextPart(" and "),
            new ImagePart(),
            new TextPart("."),
        ]);
        DecoderPrompt prompt = model.Compose([message], [wide, tall], [], []);
        EqualLogits(model, checkpoint, prompt, pictures);
    }

    public void Dispose() => folder.Dispose();

    private static VisionLanguageModel Load(string path) =>
        VisionLanguageModel.Load(
            path,
            new EngineOptions { Profile = ExecutionProfile.Cpu, Context = 512 },
            TimeProvider.System,
            NullLogger.Instance
        );

    // Three tokens behind the prompt: single steps over the cache, against the whole sequence without one.
    private static void EqualLogits(
        VisionLanguageModel model,
        RandomCheckpoint checkpoint,
        DecoderPrompt prompt,
        ReferenceFeatures[] pictures
    )
    {
        int[] continuation = [17, 1999, 450];
        double[][] expected = new ReferenceDecoder(checkpoint).Logits(
            [.. prompt.Tokens, .. continuation],
            pictures,
            continuation.Length + 1
        );
        model.Decoder.Prefill(prompt, default);
        Equal("logits of the prompt", expected[0], model.Decoder.Logits);
        for (int i = 0; i < continuation.Length; i++)
        {
            Equal($"logits of step {i}", expected[i + 1], model.Decoder.Step(continuation[i], prompt.NextPosition + i));
        }
    }

    private static EncodedPicture Encode(VisionLanguageModel model, int width, int height, int seed) =>
        model.Encode(new PixelView(Pixels(width, height, seed), width, height, 3 * width, PixelOrder.Rgb), null, default);

    private static ReferenceFeatures Reference(RandomCheckpoint checkpoint, VisionLanguageModel model, int width, int height, int seed)
    {
        PatchGrid grid = model.Prepare(new PixelView(Pixels(width, height, seed), width, height, 3 * width, PixelOrder.Rgb), null);
        return new ReferenceVision(checkpoint).Encode(model.Vision.Patches(grid), grid.Rows, grid.Columns);
    }

    private static byte[] Pixels(int width, int height, int seed)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    private static void Equal(string what, ReferenceFeatures expected, VisionFeatures found)
    {
        Equal($"{what}, embeddings", [.. expected.Embeddings.SelectMany(static row => row)], found.Embeddings);
        Assert.Equal(expected.DeepStack.Length, found.Levels);
        for (int level = 0; level < found.Levels; level++)
        {
            Equal($"{what}, level {level}", [.. expected.DeepStack[level].SelectMany(static row => row)], found.DeepStack(level));
        }
    }

    private static void Equal(string what, double[] expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        double largest = expected.Max(Math.Abs);
        double error = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            error = Math.Max(error, Math.Abs(expected[i] - found[i]) / largest);
        }

        Assert.True(error <= Limit, $"{what}: relative error {error:E2}");
        TestContext.Current.SendDiagnosticMessage($"{what}: {error:E2}");
    }
}
