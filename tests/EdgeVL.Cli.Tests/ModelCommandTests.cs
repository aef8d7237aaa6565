using System.Text.Json;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests;

public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_built_model_is_inspected_and_never_overwritten_unasked()
    {
        string output = folder.At("nano-int8");
        Finished built = await EdgeVlProgram.RunAsync("model", "build", Repository.At("samples/nano"), output, "--precision", "int8");
        Finished again = await EdgeVlProgram.RunAsync("model", "build", Repository.At("samples/nano"), output, "--precision", "int8");
        Finished forced = await EdgeVlProgram.RunAsync(
            "model",
            "build",
            Repository.At("samples/nano"),
            output,
            "--precision",
            "int8",
            "--force",
            "--json"
        );
        Finished inspected = await EdgeVlProgram.RunAsync("model", "inspect", output, "--json");

        Assert.Equal(ExitCode.Ok, built.Code);
        Assert.Equal(ExitCode.Usage, again.Code);
        Assert.Contains("exists already", again.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, forced.Code);
        using JsonDocument manifest = JsonDocument.Parse(inspected.Output);
        Assert.Equal("int8", manifest.RootElement.GetProperty("precision").GetString());
        Assert.Equal(forced.Output, inspected.Output);
        Assert.Equal(["nano-int8"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_changed_file_of_a_model_is_named()
    {
        string output = folder.At("nano");
        await EdgeVlProgram.RunAsync("model", "build", Repository.At("samples/nano"), output, "--precision", "fp32");
        using (FileStream data = File.OpenWrite(Path.Combine(output, "decoder.data")))
        {
            data.Position = 4242;
            data.WriteByte(7);
        }

        Finished inspected = await EdgeVlProgram.RunAsync("model", "inspect", output);

        Assert.Equal(ExitCode.Input, inspected.Code);
        Assert.Contains("decoder.data' was changed after the build", inspected.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_vectors_pass_and_one_wrong_number_is_found()
    {
        string golden = folder.At("golden");
        CopyGolden(golden, "text", "image-upscaled");
        Finished right = await EdgeVlProgram.RunAsync("model", "verify", "--golden", golden);
        Spoil(Path.Combine(golden, "text.safetensors"));
        Finished wrong = await EdgeVlProgram.RunAsync("model", "verify", "--golden", golden);

        Assert.Equal(ExitCode.Ok, right.Code);
        Assert.Contains("skipped: the folder has no tokens.json", right.Output, StringComparison.Ordinal);
        Assert.Contains("image_deepstack_2", right.Output, StringComparison.Ordinal);
        Assert.EndsWith(" 0 over", right.LastLine, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Negative, wrong.Code);
        Assert.Contains("OVER", wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_precisions_are_printed_without_a_verdict()
    {
        string golden = folder.At("golden");
        CopyGolden(golden, "text");
        Finished done = await EdgeVlProgram.RunAsync("model", "verify", "--golden", golden, "--precision", "int4");

        Assert.Equal(ExitCode.Ok, done.Code);
        Assert.Contains("limit     none", done.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_names_the_library_that_is_not_there()
    {
        Finished fine = await EdgeVlProgram.RunAsync("doctor");
        Finished broken = await EdgeVlProgram.RunAsync(
            new Dictionary<string, string> { ["EDGEVL_ONNXRUNTIME"] = "/no/such/libonnxruntime.so" },
            "doctor",
            "--json"
        );

        Assert.Contains("1.31.1 (packaged), compiled with CPUExecutionProvider", fine.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Negative, broken.Code);
        using JsonDocument report = JsonDocument.Parse(broken.Output);
        JsonElement runtime = report.RootElement.GetProperty("onnxruntime");
        Assert.False(runtime.GetProperty("good").GetBoolean());
        Assert.Contains("/no/such/libonnxruntime.so", runtime.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("EDGEVL_ONNXRUNTIME", runtime.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static void CopyGolden(string target, params string[] cases)
    {
        string source = Repository.At("tests/golden");
        Directory.CreateDirectory(Path.Combine(target, "tiny"));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(source, "tiny")))
        {
            File.Copy(file, Path.Combine(target, "tiny", Path.GetFileName(file)));
        }

        foreach (string name in cases)
        {
            File.Copy(Path.Combine(source, $"{name}.json"), Path.Combine(target, $"{name}.json"));
            File.Copy(Path.Combine(source, $"{name}.safetensors"), Path.Combine(target, $"{name}.safetensors"));
        }

        File.Copy(Path.Combine(source, "small.png"), Path.Combine(target, "small.png"));
    }

    // The file ends with argmax, 24 integers; before it lie the floats of step_logits, whose last byte holds the exponent.
    private static void Spoil(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^((24 * sizeof(int)) + (100 * sizeof(float)) + 1)] ^= 0x01;
        File.WriteAllBytes(file, bytes);
    }
}
