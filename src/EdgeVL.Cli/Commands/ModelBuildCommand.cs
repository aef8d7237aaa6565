using System.CommandLine;
using System.Text.Json;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl model build CHECKPOINT OUT --precision …</c></summary>
internal static class ModelBuildCommand
{
    public static Command Create()
    {
        var checkpoint = new Argument<string>("CHECKPOINT")
        {
            Description = "Folder of a published checkpoint: config.json, model.safetensors or shards, tokenizer.json",
        };
        var output = new Argument<string>("OUT") { Description = "Folder that the built model becomes" };
        var precision = new Option<string>("--precision", "-p")
        {
            Description = "fp32, fp16, int8 or int4",
            DefaultValueFactory = static _ => "int4",
        };
        var block = new Option<int>("--block")
        {
            Description = "Weights that share a scale in the 4-bit form: 128 or 32",
            DefaultValueFactory = static _ => 128,
        };
        var prefill = new Option<bool>("--int8-prefill") { Description = "With int4: add an 8-bit graph for prompts, over the same cache" };
        var name = new Option<string?>("--name") { Description = "Name of the model; default: the checkpoint folder's name" };
        var force = new Option<bool>("--force") { Description = "Replace OUT if it exists" };
        var command = new Command(
            "build",
            "Build the ONNX graphs of a checkpoint, from disk to disk.\n\nExample: edgevl model build samples/nano models/nano-int8 --precision int8"
        )
        {
            checkpoint,
            output,
            precision,
            block,
            prefill,
            name,
            force,
        };
        command.Body(
            (parsed, cancellation) =>
            {
                var options = new BuildOptions
                {
                    Precision = PrecisionNames.Parse(parsed.GetRequiredValue(precision)),
                    Block = parsed.GetValue(block),
                    Int8Prefill = parsed.GetValue(prefill),
                    Name = parsed.GetValue(name),
                    Replace = parsed.GetValue(force),
                };
                string folder = parsed.GetRequiredValue(output);
                ModelManifest manifest = Build(parsed.GetRequiredValue(checkpoint), folder, options, cancellation);
                Print(manifest, folder, parsed.GetValue(CommandRunner.Json));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>Builds with a progress bar.</summary>
    public static ModelManifest Build(string checkpoint, string output, BuildOptions options, CancellationToken cancellation) =>
        ProgressLine.Run(
            $"building {options.Precision.NameOf()}",
            report => ModelBuild.Run(checkpoint, output, options, new Listener(report), cancellation)
        );

    private static void Print(ModelManifest manifest, string folder, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(manifest, ModelManifestJson.Default.ModelManifest));
            return;
        }

        ModelInspectCommand.PrintBuilt(folder, manifest);
    }

    private sealed class Listener(Action<string, double> report) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => report(value.Phase, value.Total == 0 ? 1 : (double)value.Done / value.Total);
    }
}
