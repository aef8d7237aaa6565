using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Tests.Building;

/// <summary>A built model that is no longer what was built.</summary>
public sealed class ChangedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ModelManifest manifest;

    public ChangedModelTests()
    {
        RandomCheckpoint.Write(folder.At("checkpoint"), new CheckpointShape());
        manifest = ModelBuild.Run(folder.At("checkpoint"), Model, new BuildOptions(), progress: null, CancellationToken.None);
    }

    private string Model => folder.At("model");

    private string Manifest => Path.Combine(Model, ModelManifest.FileName);

    [Fact]
    public void One_changed_byte_in_any_file_is_refused_with_its_name() =>
        Assert.All(
            manifest.Files,
            file =>
            {
                string path = Path.Combine(Model, file.Path);
                byte[] bytes = File.ReadAllBytes(path);
                byte[] changed = [.. bytes];
                changed[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, changed);
                Refused(path, "SHA-256");
                File.WriteAllBytes(path, bytes);
            }
        );

    [Fact]
    public void A_missing_or_shortened_file_is_refused_with_its_name()
    {
        string path = Path.Combine(Model, "decoder.data");
        long length = new FileInfo(path).Length;
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(length - 1);
        }

        Refused(path, $"{length - 1} bytes", $"{length}");
        File.Delete(path);
        Refused(path, "missing");
    }

    [Fact]
    public void A_hash_of_the_manifest_that_was_changed_is_refused()
    {
        string text = File.ReadAllText(Manifest);
        File.WriteAllText(Manifest, text.Replace(manifest.Hash, "sha256:0000", StringComparison.Ordinal));
        Refused(Manifest, "hash");
    }

    [Fact]
    public void A_graph_that_has_no_hash_is_refused()
    {
        File.Copy(Path.Combine(Model, "decoder.onnx"), Path.Combine(Model, "other.onnx"));
        ChangeManifest("\"decoder\": \"decoder.onnx\"", "\"decoder\": \"other.onnx\"");
        Refused(Manifest, "'other.onnx'");
    }

    [Fact]
    public void A_file_outside_the_folder_is_refused()
    {
        ChangeManifest("\"path\": \"decoder.gpu.onnx\"", "\"path\": \"../decoder.gpu.onnx\"");
        ChangeManifest("\"decoder_gpu\": \"decoder.gpu.onnx\"", "\"decoder_gpu\": null");
        Refused(Manifest, "'../decoder.gpu.onnx'", "outside");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("")]
    public void A_manifest_that_is_none_is_refused(string text)
    {
        File.WriteAllText(Manifest, text);
        Refused(Manifest);
    }

    [Fact]
    public void A_list_of_files_that_is_null_is_refused()
    {
        string text = File.ReadAllText(Manifest);
        File.WriteAllText(
            Manifest,
            text[..text.IndexOf("\"files\": [", text.IndexOf("\"shapes\"", StringComparison.Ordinal), StringComparison.Ordinal)]
                + "\"files\": null }"
        );
        Refused(Manifest);
    }

    [Fact]
    public void Another_format_is_refused_with_both_names()
    {
        ChangeManifest(ModelManifest.CurrentFormat, "edgevl/model/9");
        Refused(Manifest, "edgevl/model/9", ModelManifest.CurrentFormat);
    }

    [Fact]
    public void A_folder_without_manifest_is_no_model()
    {
        File.Delete(Manifest);
        Assert.False(BuiltModel.IsAt(Model));
        Refused(Model, ModelManifest.FileName);
        Faults.Expect(FaultCode.ModelInvalid, () => BuiltModel.Open(folder.At("nowhere")), folder.At("nowhere"));
    }

    public void Dispose() => folder.Dispose();

    private void ChangeManifest(string from, string to)
    {
        string text = File.ReadAllText(Manifest);
        Assert.True(text.Contains(from, StringComparison.Ordinal), $"The manifest does not hold {from}.");
        File.WriteAllText(Manifest, text.Replace(from, to, StringComparison.Ordinal));
    }

    private void Refused(params string[] parts) => Faults.Expect(FaultCode.ModelInvalid, () => BuiltModel.Open(Model), parts);
}
