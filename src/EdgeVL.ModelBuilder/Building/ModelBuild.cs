using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Graphs;
using EdgeVL.ModelBuilder.Quantization;
using EdgeVL.Qwen3VL.Model;
using Google.Protobuf;
using Onnx;

namespace EdgeVL.ModelBuilder.Building;

/// <summary>One build: checkpoint folder in, model folder out, from disk to disk.</summary>
/// <remarks>Everything is written into a folder beside the output and renamed at the end, the manifest last: an interrupted build leaves
/// nothing that passes for a model.</remarks>
public sealed class ModelBuild
{
    private static readonly string[] CopiedFiles =
    [
        "config.json",
        "generation_config.json",
        "preprocessor_config.json",
        "video_preprocessor_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "chat_template.json",
        "chat_template.jinja",
    ];

    private static readonly string[] RequiredFiles = ["preprocessor_config.json", "tokenizer.json"];

    private readonly Checkpoint checkpoint;
    private readonly BuildOptions options;
    private readonly PrecisionPlan plan;
    private readonly string folder;
    private readonly ProgressCounter progress;
    private readonly CancellationToken cancellation;
    private readonly List<ModelFile> files = [];
    private readonly QuantizationErrors errors = new();
    private readonly Dictionary<string, string> keptHigher = new(StringComparer.Ordinal);

    private ModelBuild(
        Checkpoint checkpoint,
        BuildOptions options,
        string folder,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation
    )
    {
        this.checkpoint = checkpoint;
        this.options = options;
        this.folder = folder;
        this.cancellation = cancellation;
        plan = PrecisionPlan.For(options);
        this.progress = new ProgressCounter(progress, TotalBytes());
    }

    /// <summary>Builds <paramref name="output"/> from <paramref name="checkpointFolder"/> and gives its manifest.</summary>
    /// <exception cref="FaultException">The checkpoint is invalid, the output exists, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left.</exception>
    public static ModelManifest Run(
        string checkpointFolder,
        string output,
        BuildOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation
    )
    {
        if (options.Block is not (128 or 32))
        {
            throw new FaultException(FaultCode.UsageInvalid, $"A block of {options.Block} weights is not offered.", "Choose 128 or 32.");
        }

        Checkpoint opened = Checkpoint.Open(checkpointFolder);
        using var place = new OutputFolder(output, options.Replace, ModelManifest.FileName);
        ModelManifest manifest = new ModelBuild(opened, options, place.Working, progress, cancellation).Build();
        place.Publish();
        return manifest;
    }

    private ModelManifest Build()
    {
        CopySmallFiles();
        ModelSource source = HashSource();
        WriteEmbeddings();
        using var reader = new TensorReader();
        WriteVision(reader, plan.Vision, "vision");
        if (plan.VisionGpu is { } gpu)
        {
            WriteVision(reader, gpu, "vision.gpu");
        }

        WriteDecoder(reader, "decoder", Scheme, plan.ActivationsGpu);
        if (plan.Prefill is { } prefill)
        {
            WriteDecoder(
                reader,
                "prefill",
                matrix => matrix == TensorNames.Head ? new Scheme(WeightForm.Int8Blocks) : prefill,
                gpuActivations: null
            );
        }

        return WriteManifest(source);
    }

    private Scheme Scheme(string matrix) => matrix == TensorNames.Head ? plan.Head : plan.Decoder;

    private void CopySmallFiles()
    {
        foreach (string name in CopiedFiles)
        {
            string from = Path.Combine(checkpoint.Folder, name);
            if (File.Exists(from))
            {
                WriteFile(name, CheckpointFile.ReadAll(from));
            }
            else if (RequiredFiles.Contains(name))
            {
                throw new FaultException(
                    FaultCode.CheckpointInvalid,
                    $"'{from}' is missing.",
                    "Take all files of the checkpoint from one published revision."
                );
            }
        }
    }

    private ModelSource HashSource()
    {
        var sources = new List<ModelFile>();
        byte[] buffer = new byte[4 << 20];
        foreach (string path in checkpoint.TensorFiles)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using FileStream stream = CheckpointFile.Open(path);
            for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer.AsSpan(0, read));
                progress.Report("hash", read);
            }

            sources.Add(new ModelFile(Path.GetFileName(path), stream.Length, Convert.ToHexStringLower(hash.GetHashAndReset())));
        }

        return new ModelSource(FolderName(), BuiltModel.HashOf(sources), sources);
    }

    // The table stays in the checkpoint's own type: exact, and half the size of floats.
    private void WriteEmbeddings()
    {
        TensorInfo embedding = checkpoint[TensorNames.Embedding];
        using var reader = new TensorReader();
        using var file = new WeightFile(folder, "embeddings.bin");
        byte[] bytes = new byte[4 << 20];
        float[] values = new float[bytes.Length / embedding.ElementSize];
        for (long at = 0; at < embedding.Count; at += values.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(values.Length, embedding.Count - at);
            reader.Read(embedding, at, values.AsSpan(0, count)); // for its check of NaN and infinity
            Span<byte> part = bytes.AsSpan(0, count * embedding.ElementSize);
            reader.ReadBytes(embedding, at * embedding.ElementSize, part);
            file.Write(part);
            progress.Report("embeddings", part.Length);
        }

        Record(file.Name, file.Finish());
    }

    private void WriteVision(TensorReader reader, Scheme scheme, string name)
    {
        using var file = new WeightFile(folder, $"{name}.data");
        Scheme dense = scheme.Form == WeightForm.Fp16 ? scheme : new Scheme(WeightForm.Fp32);
        VisionWeights weights = VisionWeights.Write(checkpoint.Config.Vision, Writer(reader, file, name), scheme, dense);
        Record(file.Name, file.Finish());
        ElementKind kind = scheme.Form == WeightForm.Fp16 ? ElementKind.Half : ElementKind.Float;
        bool fusedAttention = scheme.Form == WeightForm.Int8Rows;
        WriteGraph(VisionGraph.Build(checkpoint.Config.Vision, weights, kind, fusedAttention), $"{name}.onnx");
    }

    private void WriteDecoder(TensorReader reader, string name, Func<string, Scheme> schemeOf, ElementKind? gpuActivations)
    {
        using var file = new WeightFile(folder, $"{name}.data");
        DecoderWeights weights = DecoderWeights.Write(checkpoint.Config, Writer(reader, file, name), schemeOf);
        Record(file.Name, file.Finish());
        WriteGraph(DecoderGraph.Build(checkpoint.Config, weights, plan.Activations), $"{name}.onnx");
        if (gpuActivations is { } kind)
        {
            WriteGraph(DecoderGraph.Build(checkpoint.Config, weights, kind), $"{name}.gpu.onnx");
        }
    }

    private LinearWriter Writer(TensorReader reader, WeightFile file, string phase) =>
        new(checkpoint, reader, file, errors, bytes => progress.Report(phase, bytes), cancellation);

    private void WriteGraph(ModelProto model, string name) => WriteFile(name, model.ToByteArray());

    private void WriteFile(string name, byte[] bytes)
    {
        OutputFile.Write(Path.Combine(folder, name), bytes);
        Record(name, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private void Record(string name, string sha256) =>
        files.Add(new ModelFile(name, new FileInfo(Path.Combine(folder, name)).Length, sha256));

    private ModelManifest WriteManifest(ModelSource source)
    {
        KeyValuePair<string, double>? worst = errors.Relative.Count == 0 ? null : errors.Relative.MaxBy(static entry => entry.Value);
        ModelFile[] sorted = [.. files.OrderBy(static file => file.Path, StringComparer.Ordinal)];
        var manifest = new ModelManifest
        {
            Name = options.Name ?? FolderName(),
            Precision = options.Precision.NameOf(),
            Hash = BuiltModel.HashOf(sorted),
            Builder = typeof(ModelBuild).Assembly.GetName().Version!.ToString(3),
            Source = source,
            Quantization = new ModelQuantization(
                plan.VisionGpu is { } gpu ? $"{plan.Vision.Name}; for GPUs {gpu.Name}" : plan.Vision.Name,
                plan.Decoder.Name,
                plan.Head.Name,
                plan.Prefill?.Name,
                keptHigher,
                KeptBecause: null,
                worst?.Value,
                worst?.Key
            ),
            Graphs = new ModelGraphs(
                "vision.onnx",
                "decoder.onnx",
                plan.VisionGpu is null ? null : "vision.gpu.onnx",
                plan.ActivationsGpu is null ? null : "decoder.gpu.onnx",
                plan.Prefill is null ? null : "prefill.onnx"
            ),
            Embeddings = new EmbeddingFile("embeddings.bin", checkpoint[TensorNames.Embedding].Type.ToString().ToLowerInvariant()),
            Shapes = Shapes(),
            Files = sorted,
        };
        OutputFile.Write(
            Path.Combine(folder, ModelManifest.FileName),
            JsonSerializer.SerializeToUtf8Bytes(manifest, ModelManifestJson.Default.ModelManifest)
        );
        return manifest;
    }

    private ModelShapes Shapes()
    {
        TextConfig text = checkpoint.Config.Text;
        return new ModelShapes(
            text.LayerCount,
            text.HiddenSize,
            text.HeadCount,
            text.KeyValueHeadCount,
            text.HeadSize,
            text.VocabularySize,
            checkpoint.Config.Vision.Depth,
            checkpoint.Config.Vision.HiddenSize,
            checkpoint.Tensors.Values.Sum(static tensor => tensor.Count)
        );
    }

    private string FolderName() => Path.GetFileName(Path.GetFullPath(checkpoint.Folder).TrimEnd('/')).ToLower(CultureInfo.InvariantCulture);

    // Hash, embedding table, then each graph's weights; vectors that are read twice do not show.
    private long TotalBytes()
    {
        long vision = checkpoint
            .Tensors.Values.Where(static tensor => tensor.Name.StartsWith("model.visual.", StringComparison.Ordinal))
            .Sum(static tensor => tensor.Length);
        long all = checkpoint.Tensors.Values.Sum(static tensor => tensor.Length);
        long embedding = checkpoint[TensorNames.Embedding].Length;
        long decoder = all - vision;
        return all + embedding + (vision * (plan.VisionGpu is null ? 1 : 2)) + (decoder * (plan.Prefill is null ? 1 : 2));
    }
}
