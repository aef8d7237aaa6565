using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.ModelBuilder.Checkpoints;
using EdgeVL.ModelBuilder.Tests.Support;
using EdgeVL.Qwen3VL.Model;

namespace EdgeVL.ModelBuilder.Tests.Checkpoints;

/// <summary>Weights in several files with an index.</summary>
public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Index => folder.At("model.safetensors.index.json");

    [Fact]
    public void Shards_give_the_very_model_that_one_file_gives()
    {
        var shape = new CheckpointShape();
        RandomCheckpoint.Write(folder.At("one"), shape);
        RandomCheckpoint.Write(folder.At("three"), shape with { Shards = 3 });
        ModelManifest one = Build("one");
        ModelManifest three = Build("three");
        Assert.Equal(one.Hash, three.Hash);
        Assert.Equal(3, three.Source.Files.Count);
        Assert.NotEqual(one.Source.Hash, three.Source.Hash);
    }

    [Fact]
    public void A_shard_that_is_not_there_is_named()
    {
        Write();
        File.Delete(folder.At("model-00002-of-00003.safetensors"));
        Refused(folder.At("model-00002-of-00003.safetensors"));
    }

    [Fact]
    public void A_shard_whose_download_did_not_end_is_named_with_the_byte()
    {
        Write();
        string shard = folder.At("model-00002-of-00003.safetensors");
        long length = new FileInfo(shard).Length - 100;
        using (FileStream stream = File.OpenWrite(shard))
        {
            stream.SetLength(length);
        }

        Refused(shard, "truncated", $"byte {length}");
    }

    [Theory]
    [InlineData("../model-00001-of-00003.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    public void A_shard_outside_the_folder_is_refused(string name)
    {
        Write();
        ChangeIndex(map => map["lm_head.weight"] = name);
        Refused(Index, $"'{name}'", "outside");
    }

    [Fact]
    public void A_tensor_that_its_shard_does_not_hold_is_named()
    {
        Write();
        ChangeIndex(map => map["model.visual.extra"] = "model-00001-of-00003.safetensors");
        Refused(Index, "model.visual.extra", "model-00001-of-00003.safetensors");
    }

    [Fact]
    public void A_tensor_that_the_index_does_not_list_is_named_with_file_and_byte()
    {
        Write();
        ChangeIndex(map => map.Remove("model.language_model.norm.weight"));
        Refused(Index, "model.language_model.norm.weight", ".safetensors", "byte ");
    }

    [Fact]
    public void A_tensor_that_the_index_puts_elsewhere_is_named()
    {
        Write();
        ChangeIndex(map => map["model.language_model.embed_tokens.weight"] = "model-00003-of-00003.safetensors");
        Refused("model.language_model.embed_tokens.weight", "model-00001-of-00003.safetensors");
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"weight_map\": [1]}")]
    [InlineData("{\"weight_map\": {\"a\": 1}}")]
    public void An_index_that_is_none_is_refused(string text)
    {
        Write();
        File.WriteAllText(Index, text);
        Refused(Index);
    }

    public void Dispose() => folder.Dispose();

    private void Write() => RandomCheckpoint.Write(folder.Path, new CheckpointShape { Shards = 3 });

    private ModelManifest Build(string name) =>
        ModelBuild.Run(
            folder.At(name),
            folder.At($"{name}-model"),
            new BuildOptions { Precision = Precision.Int4, Name = "same" },
            progress: null,
            CancellationToken.None
        );

    private void ChangeIndex(Action<JsonObject> change)
    {
        JsonNode index = JsonNode.Parse(File.ReadAllText(Index))!;
        change(index["weight_map"]!.AsObject());
        File.WriteAllText(Index, index.ToJsonString());
    }

    private void Refused(params string[] parts) => Faults.Expect(FaultCode.CheckpointInvalid, () => Checkpoint.Open(folder.Path), parts);
}
