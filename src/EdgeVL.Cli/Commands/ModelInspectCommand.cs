using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl model inspect FOLDER</c></summary>
internal static class ModelInspectCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A built model or a checkpoint" };
        var command = new Command(
            "inspect",
            "Say what a folder is: a checkpoint or a built model, its shape, precision and hashes.\n\nExample: edgevl model inspect samples/nano"
        )
        {
            folder,
        };
        command.Body(
            (parsed, _) =>
            {
                Print(parsed.GetRequiredValue(folder), parsed.GetValue(CommandRunner.Json));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>Prints what <paramref name="folder"/> is; a built model's files are hashed and compared.</summary>
    public static void Print(string folder, bool json)
    {
        if (BuiltModel.IsAt(folder))
        {
            ModelManifest manifest = BuiltModel.Open(folder).Manifest;
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(manifest, ModelManifestJson.Default.ModelManifest));
                return;
            }

            PrintBuilt(folder, manifest);
            return;
        }

        PrintCheckpoint(Checkpoint.Open(folder), json);
    }

    /// <summary>Prints a manifest for people.</summary>
    public static void PrintBuilt(string folder, ModelManifest manifest)
    {
        ModelShapes shapes = manifest.Shapes;
        Console.WriteLine(
            $"{folder}: built model '{manifest.Name}', {manifest.Precision}, {Bytes(manifest.Files.Sum(static file => file.Bytes))}"
        );
        Console.WriteLine($"  hash          {manifest.Hash}");
        Console.WriteLine($"  source        {manifest.Source.Folder} {manifest.Source.Hash}");
        Console.WriteLine($"  builder       EdgeVL {manifest.Builder}");
        Console.WriteLine($"  parameters    {Millions(shapes.Parameters)}");
        Console.WriteLine(
            $"  decoder       {shapes.Layers} layers, hidden {shapes.Hidden}, {shapes.Heads}/{shapes.KeyValueHeads} heads of {shapes.HeadSize}, {shapes.Vocabulary} tokens: {manifest.Quantization.Decoder}"
        );
        Console.WriteLine($"  head          {manifest.Quantization.Head}");
        Console.WriteLine($"  vision        {shapes.VisionBlocks} blocks, hidden {shapes.VisionHidden}: {manifest.Quantization.Vision}");
        if (manifest.Quantization.Prefill is { } prefill)
        {
            Console.WriteLine($"  prefill       {prefill}");
        }

        if (manifest.Quantization.KeptHigher.Count > 0)
        {
            Console.WriteLine($"  kept higher   {manifest.Quantization.KeptHigher.Count} matrices: {manifest.Quantization.KeptBecause}");
        }

        if (manifest.Quantization.LargestError is { } error)
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  largest error {error:P1} of {manifest.Quantization.LargestErrorOf}")
            );
        }
    }

    private static void PrintCheckpoint(Checkpoint checkpoint, bool json)
    {
        long parameters = checkpoint.Tensors.Values.Sum(static tensor => tensor.Count);
        TextConfig text = checkpoint.Config.Text;
        VisionConfig vision = checkpoint.Config.Vision;
        if (json)
        {
            Console.WriteLine(
                new JsonObject
                {
                    ["kind"] = "checkpoint",
                    ["folder"] = checkpoint.Folder,
                    ["parameters"] = parameters,
                    ["tensors"] = checkpoint.Tensors.Count,
                    ["files"] = new JsonArray([.. checkpoint.TensorFiles.Select(static file => JsonValue.Create(Path.GetFileName(file)))]),
                    ["layers"] = text.LayerCount,
                    ["hidden"] = text.HiddenSize,
                    ["heads"] = text.HeadCount,
                    ["key_value_heads"] = text.KeyValueHeadCount,
                    ["head_size"] = text.HeadSize,
                    ["vocabulary"] = text.VocabularySize,
                    ["tied_head"] = checkpoint.Config.TiedHead,
                    ["vision_blocks"] = vision.Depth,
                    ["vision_hidden"] = vision.HiddenSize,
                    ["deep_stack"] = new JsonArray([.. vision.DeepStackBlocks.Select(static block => JsonValue.Create(block))]),
                }.ToJsonString()
            );
            return;
        }

        Console.WriteLine(
            $"{checkpoint.Folder}: checkpoint, {Millions(parameters)} parameters in {checkpoint.Tensors.Count} tensors, {checkpoint.TensorFiles.Count} file(s)"
        );
        Console.WriteLine(
            $"  decoder       {text.LayerCount} layers, hidden {text.HiddenSize}, {text.HeadCount}/{text.KeyValueHeadCount} heads of {text.HeadSize}, {text.VocabularySize} tokens, {(checkpoint.Config.TiedHead ? "tied" : "untied")} head"
        );
        Console.WriteLine(
            $"  vision        {vision.Depth} blocks, hidden {vision.HiddenSize}, DeepStack after {string.Join(", ", vision.DeepStackBlocks)}"
        );
    }

    private static string Bytes(long bytes) =>
        bytes >= 1_000_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB");

    private static string Millions(long count) => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:F1} M");
}
