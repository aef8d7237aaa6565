using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Graphs;
using EdgeVL.ModelBuilder.Quantization;
using EdgeVL.ModelBuilder.Synthesis;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Runtime;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVL.Benchmarks.Published;

/// <summary>The published 2B shape with random weights: building it, reading prompts and pictures, decoding.</summary>
internal sealed class PublishedSizePart : IBenchmarkPart
{
    private const long NeededBytes = 12_000_000_000;
    private const double BuildSeconds = 300;
    private const double BuildBytes = 4e9;
    private const double ShareOfBare = 0.95;
    private const int Context = 1024;
    private const int PromptTokens = 512;
    private const int Past = 256;

    private static readonly PatchGrid Camera = new(30, 40); // 640x480

    public string Name => "2b";

    public string What =>
        "a random checkpoint of the 2B shape: build to INT4, decode, prefill, vision; takes 12 GB of disk and gives them back";

    public void Run(BenchmarkOptions options, FigureSheet sheet)
    {
        long free = Machine.FreeBytes(options.Work);
        if (free < NeededBytes)
        {
            sheet.Tell(
                "2B shape",
                $"skipped: {FigureSheet.Number(free / 1e9, "F1")} GB free in {options.Work}, 12 needed; --work FOLDER names another place"
            );
            return;
        }

        var places = new Places(options.Work);
        double seconds = Rounds.Seconds(() =>
            SyntheticCheckpoint.Write("2b", places.Checkpoint, replace: false, progress: null, CancellationToken.None)
        );
        sheet.Tell("random checkpoint of 4.3 GB written", $"{FigureSheet.Number(seconds, "F0")} s");
        MeasureBuild(places, sheet);
        MeasureVision(options, places, sheet);
        Build(places.Checkpoint, places.WithPrefill, prefill: true);
        Directory.Delete(places.Checkpoint, recursive: true);
        MeasureDecode(options, places, sheet);
        MeasurePrefill(options, places, sheet);
        MeasureMemory(places, sheet);
        Directory.Delete(places.Root, recursive: true);
    }

    /// <summary>The child that builds alone.</summary>
    public static void RunBuildChild(string checkpoint, string output)
    {
        double seconds = Rounds.Seconds(() => Build(checkpoint, output, prefill: false));
        ChildProcess.Tell(seconds, Machine.PeakResidentBytes());
    }

    /// <summary>The child that answers alone.</summary>
    public static void RunAnswerChild(string built)
    {
        using VisionLanguageModel model = Load(built);
        long loaded = Machine.ResidentBytes();
        byte[] pixels = new byte[3 * 640 * 480];
        new Random(1).NextBytes(pixels);
        var view = new PixelView(pixels, 640, 480, 3 * 640, PixelOrder.Bgr);
        using EncodedPicture picture = model.Encode(view, budget: null, CancellationToken.None);
        DecoderPrompt prompt = model.Compose(
            [
                EdgeVL.Qwen3VL.Prompt.ChatMessage.User([
                    new EdgeVL.Qwen3VL.Prompt.ImagePart(),
                    new EdgeVL.Qwen3VL.Prompt.TextPart("Describe this image."),
                ]),
            ],
            [picture],
            [],
            []
        );
        model.Generator.Run(prompt, Endless(16), listener: null, CancellationToken.None);
        ChildProcess.Tell(loaded, Machine.PeakResidentBytes());
    }

    private static void MeasureBuild(Places places, FigureSheet sheet)
    {
        double[] found = ChildProcess.Run([], "build", places.Checkpoint, places.Built);
        sheet.Below("build to INT4, wall time", found[0], BuildSeconds, " s");
        sheet.Below("build to INT4, peak resident memory with mapped pages", found[1] / 1e9, BuildBytes / 1e9, " GB", "F2");
        long bytes = new DirectoryInfo(places.Built).EnumerateFiles().Sum(static file => file.Length);
        sheet.Tell("built model on disk, with the vision graph for GPUs", $"{FigureSheet.Number(bytes / 1e9, "F2")} GB");
    }

    private static void MeasureVision(BenchmarkOptions options, Places places, FigureSheet sheet)
    {
        VisionConfig config = ModelConfig.Read(Path.Combine(places.Checkpoint, "config.json")).Vision;
        string floats = WriteFloatVision(places, config);
        using (var eight = new BareVision(Path.Combine(places.Built, "vision.onnx"), config, Camera))
        using (var single = new BareVision(floats, config, Camera))
        {
            Rounds rounds = Rounds.Of(options.Rounds, eight.Run, single.Run);
            sheet.Tell("vision encoder, 640x480, INT8", $"{FigureSheet.Number(rounds.BestFirst * 1000, "F0")} ms");
            sheet.Tell("vision encoder, 640x480, FP32", $"{FigureSheet.Number(rounds.BestSecond * 1000, "F0")} ms");
            sheet.AtLeast("vision encoder, INT8 against FP32, in pairs", rounds.FirstIsFaster, 1.5, " times", "F2");
        }

        Directory.Delete(Path.GetDirectoryName(floats)!, recursive: true);
    }

    // The vision graph alone in floats: a whole FP32 model would take twice the room for nothing.
    private static string WriteFloatVision(Places places, VisionConfig config)
    {
        string folder = Path.Combine(places.Root, "vision-fp32");
        Directory.CreateDirectory(folder);
        var form = new Scheme(WeightForm.Fp32);
        Checkpoint checkpoint = Checkpoint.Open(places.Checkpoint);
        using var reader = new TensorReader();
        using var file = new WeightFile(folder, "vision.data");
        var writer = new LinearWriter(checkpoint, reader, file, new QuantizationErrors(), static _ => { }, CancellationToken.None);
        VisionWeights weights = VisionWeights.Write(config, writer, form, form);
        file.Finish();
        string graph = Path.Combine(folder, "vision.onnx");
        File.WriteAllBytes(graph, VisionGraph.Build(config, weights, ElementKind.Float, fusedAttention: false).ToByteArray());
        return graph;
    }

    private static void MeasureDecode(BenchmarkOptions options, Places places, FigureSheet sheet)
    {
        int tokens = options.Quick ? 8 : 32;
        using VisionLanguageModel model = Load(places.Built);
        using var bare = new BareDecoder(model.Built.PathOf(model.Built.Manifest.Graphs.Decoder), model.Built.Config, Context);
        DecoderPrompt prompt = Text(Past);
        model.Decoder.Prefill(prompt, CancellationToken.None);

        // The prompt is warm: its last token is read again, and that and the tokens behind it are as many steps as tokens.
        Rounds rounds = Rounds.Of(
            options.Rounds,
            () => model.Generator.Run(prompt, Endless(tokens), listener: null, CancellationToken.None),
            () => bare.Run(Past - 1, tokens)
        );
        sheet.Tell($"decode behind {Past} tokens, the whole loop", $"{FigureSheet.Number(tokens / rounds.BestFirst, "F1")} tokens/s");
        sheet.Tell($"decode behind {Past} tokens, bare decoder.onnx", $"{FigureSheet.Number(tokens / rounds.BestSecond, "F1")} tokens/s");
        sheet.AtLeast("decode, the whole loop against bare decoder.onnx, in pairs", rounds.FirstIsFaster, ShareOfBare, "", "F3");
    }

    private static void MeasurePrefill(BenchmarkOptions options, Places places, FigureSheet sheet)
    {
        using VisionLanguageModel plain = Load(places.Built);
        using VisionLanguageModel eight = Load(places.WithPrefill);
        DecoderPrompt prompt = Text(PromptTokens);
        Rounds rounds = Rounds.Of(options.Rounds, () => Read(eight, prompt), () => Read(plain, prompt));
        sheet.Tell(
            $"prefill of {PromptTokens} tokens, INT4 decoder",
            $"{FigureSheet.Number(PromptTokens / rounds.BestSecond, "F0")} tokens/s"
        );
        sheet.Tell(
            $"prefill of {PromptTokens} tokens, INT8 prefill graph",
            $"{FigureSheet.Number(PromptTokens / rounds.BestFirst, "F0")} tokens/s"
        );
        sheet.AtLeast("prefill, INT8 graph against INT4 decoder, in pairs", rounds.FirstIsFaster, 1.2, " times", "F2");
    }

    private static void MeasureMemory(Places places, FigureSheet sheet)
    {
        double[] found = ChildProcess.Run([], "answer", places.Built);
        sheet.Tell("resident memory, loaded (INT4)", $"{FigureSheet.Number(found[0] / 1e9, "F2")} GB");
        sheet.Tell("peak resident memory, one answer about 640x480 (INT4)", $"{FigureSheet.Number(found[1] / 1e9, "F2")} GB");
    }

    private static void Read(VisionLanguageModel model, DecoderPrompt prompt)
    {
        model.Decoder.Rollback(0);
        model.Decoder.Prefill(prompt, CancellationToken.None);
    }

    private static void Build(string checkpoint, string output, bool prefill) =>
        ModelBuild.Run(checkpoint, output, new BuildOptions { Int8Prefill = prefill }, progress: null, CancellationToken.None);

    private static VisionLanguageModel Load(string folder) =>
        VisionLanguageModel.Load(
            folder,
            new EngineOptions { Profile = ExecutionProfile.Cpu, Context = Context },
            TimeProvider.System,
            NullLogger.Instance
        );

    private static GenerationOptions Endless(int tokens) =>
        new()
        {
            MaxTokens = tokens,
            StopAtEnd = false,
            StopAtRepetition = false,
        };

    private static DecoderPrompt Text(int length)
    {
        var random = new Random(length);
        return new DecoderPrompt(
            [.. Enumerable.Range(0, length).Select(_ => random.Next(150_000))],
            [.. Enumerable.Range(0, 3 * length).Select(i => i % length)],
            length,
            []
        );
    }

    private sealed record Places(string Work)
    {
        public string Root => Path.Combine(Work, "published");
        public string Checkpoint => Path.Combine(Root, "checkpoint");
        public string Built => Path.Combine(Root, "int4");
        public string WithPrefill => Path.Combine(Root, "int4-prefill");
    }
}
