using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Rotary;

namespace EdgeVL.Qwen3VL.Tests.Model;

public sealed class ModelConfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string ConfigFile => folder.At("config.json");

    [Fact]
    public void The_sample_checkpoint_is_read()
    {
        var config = ModelConfig.Read(Repository.At("samples/nano/config.json"));
        Assert.Equal(
            (256, 768, 6, 4, 2, 64, 2048),
            (
                config.Text.HiddenSize,
                config.Text.IntermediateSize,
                config.Text.LayerCount,
                config.Text.HeadCount,
                config.Text.KeyValueHeadCount,
                config.Text.HeadSize,
                config.Text.VocabularySize
            )
        );
        Assert.Equal(
            (6, 192, 768, 3, 16, 2, 2, 48, 256),
            (
                config.Vision.Depth,
                config.Vision.HiddenSize,
                config.Vision.IntermediateSize,
                config.Vision.HeadCount,
                config.Vision.PatchSize,
                config.Vision.TemporalPatchSize,
                config.Vision.MergeSize,
                config.Vision.PositionTableSide,
                config.Vision.OutputSize
            )
        );
        Assert.Equal([1, 3, 4], config.Vision.DeepStackBlocks);
        Assert.Equal(
            (2012, 2013, 2009, 2010, true),
            (config.ImageToken, config.VideoToken, config.VisionStartToken, config.VisionEndToken, config.TiedHead)
        );
        Assert.Equal((64, 5_000_000.0, null), (config.Text.Rotary.HeadDim, config.Text.Rotary.Theta, config.Text.Rotary.Yarn));
        Assert.Equal([12, 10, 10], config.Text.Rotary.Sections);
    }

    [Fact]
    public void Both_spellings_of_the_rotary_settings_say_the_same()
    {
        RotarySettings older = Read(static _ => { }).Text.Rotary;
        RotarySettings later = Read(static config =>
        {
            JsonNode text = config["text_config"]!;
            JsonNode rope = text["rope_scaling"]!.DeepClone();
            rope["rope_theta"] = text["rope_theta"]!.DeepClone();
            text["rope_parameters"] = rope;
            text.AsObject().Remove("rope_scaling");
            text.AsObject().Remove("rope_theta");
        }).Text.Rotary;
        Assert.Equal(older.Sections, later.Sections);
        Assert.Equal(older with { Sections = [] }, later with { Sections = [] });
    }

    [Fact]
    public void Yarn_is_read_with_its_defaults_and_without_them()
    {
        YarnSettings plain = Yarn(static _ => { });
        Assert.Equal(new YarnSettings(3, 262144), plain);
        YarnSettings full = Yarn(static rope =>
        {
            rope["original_max_position_embeddings"] = 4096;
            rope["beta_fast"] = 16;
            rope["beta_slow"] = 2.5;
            rope["attention_factor"] = 1.2;
        });
        Assert.Equal(
            new YarnSettings(3, 4096)
            {
                FastTurns = 16,
                SlowTurns = 2.5,
                AttentionFactor = 1.2,
            },
            full
        );

        YarnSettings Yarn(Action<JsonNode> change) =>
            Read(config =>
            {
                JsonNode rope = config["text_config"]!["rope_scaling"]!;
                rope["rope_type"] = "yarn";
                rope["factor"] = 3.0;
                change(rope);
            }).Text.Rotary.Yarn!;
    }

    [Theory]
    [InlineData("qwen3_vl_moe")]
    [InlineData("qwen2_5_vl")]
    [InlineData("llama")]
    public void Another_architecture_is_refused_by_its_name(string type) =>
        Refused(config => config["model_type"] = type, "model_type", $"'{type}'");

    [Theory]
    [InlineData("text_config.hidden_act", "\"gelu\"")]
    [InlineData("text_config.attention_bias", "true")]
    [InlineData("text_config.head_dim", "40")]
    [InlineData("text_config.num_key_value_heads", "3")]
    [InlineData("text_config.num_hidden_layers", "0")]
    [InlineData("text_config.num_hidden_layers", "2")] // fewer than DeepStack levels
    [InlineData("text_config.hidden_size", "\"many\"")]
    [InlineData("text_config.vocab_size", "2000")] // below the vision tokens
    [InlineData("text_config.rms_norm_eps", "null")]
    [InlineData("text_config.rope_scaling.mrope_interleaved", "false")]
    [InlineData("text_config.rope_scaling.mrope_section", "[12, 10]")]
    [InlineData("text_config.rope_scaling.mrope_section", "[12, 10, 11]")]
    [InlineData("text_config.rope_scaling.rope_type", "\"linear\"")]
    [InlineData("text_config.rope_scaling", "7")]
    [InlineData("vision_config.num_heads", "5")]
    [InlineData("vision_config.num_heads", "32")] // heads of six
    [InlineData("vision_config.num_position_embeddings", "2300")]
    [InlineData("vision_config.deepstack_visual_indexes", "[1, 6]")]
    [InlineData("vision_config.deepstack_visual_indexes", "[3, 1]")]
    [InlineData("vision_config.deepstack_visual_indexes", "[1, 1]")]
    [InlineData("vision_config.deepstack_visual_indexes", "[1.5]")]
    [InlineData("vision_config.out_hidden_size", "128")]
    [InlineData("vision_config.hidden_act", "\"relu\"")]
    [InlineData("vision_config.in_channels", "4")]
    [InlineData("vision_config", "null")]
    [InlineData("image_token_id", "-1")]
    [InlineData("tie_word_embeddings", "\"yes\"")]
    [InlineData("model_type", "3")]
    public void A_value_that_cannot_be_is_refused_with_key_and_value(string key, string value)
    {
        string[] path = key.Split('.');
        string shown = key == "vision_config.out_hidden_size" ? "out_hidden_size 128" : path[^1];
        Refused(
            config =>
            {
                JsonNode section = config;
                foreach (string part in path[..^1])
                {
                    section = section[part]!;
                }

                section[path[^1]] = JsonNode.Parse(value);
            },
            key == "text_config.num_hidden_layers" && value == "2" ? "3 levels for 2 decoder layers" : shown
        );
    }

    [Theory]
    [InlineData("text_config.hidden_size")]
    [InlineData("text_config.rope_theta")]
    [InlineData("text_config.rope_scaling")]
    [InlineData("vision_config.depth")]
    [InlineData("vision_start_token_id")]
    [InlineData("model_type")]
    public void A_key_that_is_missing_is_named(string key)
    {
        string[] path = key.Split('.');
        Refused(
            config => (path.Length == 1 ? config : config[path[0]]!.AsObject()).Remove(path[^1]),
            path[^1] == "rope_theta" ? "rope_theta" : key,
            "missing"
        );
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_file_that_is_no_object_is_refused(string text)
    {
        File.WriteAllText(ConfigFile, text);
        Faults.Expect(FaultCode.CheckpointInvalid, () => ModelConfig.Read(ConfigFile), ConfigFile);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Faults.Expect(FaultCode.CheckpointInvalid, () => ModelConfig.Read(ConfigFile), ConfigFile);

    public void Dispose() => folder.Dispose();

    private void Refused(Action<JsonObject> change, params string[] parts)
    {
        FaultException fault = Assert.Throws<FaultException>(() => Read(change));
        Assert.Equal(FaultCode.CheckpointInvalid, fault.Code);
        Assert.All([ConfigFile, .. parts], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    private ModelConfig Read(Action<JsonObject> change)
    {
        JsonObject config = JsonNode.Parse(File.ReadAllText(Repository.At("samples/nano/config.json")))!.AsObject();
        change(config);
        File.WriteAllText(ConfigFile, config.ToJsonString());
        return ModelConfig.Read(ConfigFile);
    }
}
