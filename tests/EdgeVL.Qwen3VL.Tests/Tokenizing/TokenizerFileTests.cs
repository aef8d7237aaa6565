using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Tests.Golden;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Tests.Tokenizing;

public sealed class TokenizerFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"edgevl-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Merges_may_be_joined_strings_as_well_as_pairs()
    {
        Tokenizer joined = Load(static root =>
            root["model"]!["merges"] = new JsonArray([
                .. root["model"]!["merges"]!.AsArray().Select(static pair => JsonValue.Create($"{pair![0]} {pair[1]}")),
            ])
        );
        AssertSameTokens(joined);
    }

    [Fact]
    public void Merges_may_stand_before_the_vocabulary()
    {
        Tokenizer turned = Load(static root =>
        {
            JsonNode model = root["model"]!;
            root["model"] = new JsonObject
            {
                ["merges"] = model["merges"]!.DeepClone(),
                ["vocab"] = model["vocab"]!.DeepClone(),
                ["type"] = "BPE",
            };
        });
        AssertSameTokens(turned);
    }

    [Fact]
    public void A_byte_order_mark_is_no_fault()
    {
        File.WriteAllText(path, "\uFEFF" + Original().ToJsonString());
        AssertSameTokens(Tokenizer.Load(path));
    }

    [Fact]
    public void A_tokenizer_without_added_tokens_loads()
    {
        Tokenizer bare = Load(static root => root.AsObject().Remove("added_tokens"));
        var tokens = new List<int>();
        bare.Encode("a<|im_end|>", tokens, recogniseAddedTokens: true);
        Assert.Equal("a<|im_end|>", bare.Decode([.. tokens]));
        Assert.Equal(2000, bare.VocabularySize);
    }

    [Fact]
    public void A_missing_file_is_named_in_the_fault()
    {
        FaultException fault = Assert.Throws<FaultException>(() => Tokenizer.Load(path));
        Assert.Equal(FaultCode.TokenizerInvalid, fault.Code);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"model\": 1}")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}")]
    [InlineData("{\"added_tokens\": [{}]}")]
    [InlineData("{\"pre_tokenizer\": {\"type\": \"Sequence\"}}")]
    [InlineData("{\"model\": {\"vocab\": {\"a\": \"0\"}}}")]
    [InlineData("{\"model\": {\"vocab\": {\"a\": 1.5}}}")]
    [InlineData("{\"model\": {\"merges\": []}}")]
    public void Anything_else_than_a_tokenizer_is_a_fault(string json)
    {
        File.WriteAllText(path, json);
        Assert.Equal(FaultCode.TokenizerInvalid, Assert.Throws<FaultException>(() => Tokenizer.Load(path)).Code);
    }

    [Theory]
    [InlineData("normalizer", "NFKC", "normalizer")]
    [InlineData("decoder", "Metaspace", "decoder")]
    [InlineData("post_processor", "TemplateProcessing", "post_processor")]
    [InlineData("pre_tokenizer", "Whitespace", "pre_tokenizer")]
    [InlineData("model", "Unigram", "type")]
    public void Another_kind_of_step_is_refused_by_name(string section, string type, string named) =>
        AssertRefused(
            root =>
            {
                root[section] ??= new JsonObject();
                root[section]!["type"] = type;
            },
            named
        );

    [Theory]
    [InlineData("dropout", "0.1")]
    [InlineData("unk_token", "\"<unk>\"")]
    [InlineData("continuing_subword_prefix", "\"##\"")]
    [InlineData("end_of_word_suffix", "\"</w>\"")]
    [InlineData("byte_fallback", "true")]
    [InlineData("ignore_merges", "true")]
    public void Another_kind_of_model_is_refused_by_name(string setting, string value) =>
        AssertRefused(root => root["model"]![setting] = JsonNode.Parse(value), setting);

    [Fact]
    public void Another_pattern_is_refused_with_both_named() =>
        AssertRefused(static root => Step(root, 0)["pattern"]!["Regex"] = @"\p{L}+", @"\p{L}+");

    [Fact]
    public void A_pattern_that_removes_its_matches_is_refused() =>
        AssertRefused(static root => Step(root, 0)["behavior"] = "Removed", "isolate");

    [Fact]
    public void A_byte_level_step_that_adds_a_space_is_refused() =>
        AssertRefused(static root => Step(root, 1)["add_prefix_space"] = true, "space");

    [Theory]
    [InlineData("lstrip")]
    [InlineData("normalized")]
    [InlineData("single_word")]
    public void An_added_token_with_conditions_is_refused(string flag) =>
        AssertRefused(root => root["added_tokens"]![1]![flag] = true, "<|im_start|>");

    [Fact]
    public void Two_added_tokens_of_one_text_are_refused() =>
        AssertRefused(static root => root["added_tokens"]![1]!["content"] = "<|im_end|>", "<|im_end|>");

    [Fact]
    public void An_added_token_with_the_id_of_a_word_is_refused() =>
        AssertRefused(static root => root["added_tokens"]![1]!["id"] = 300, "300");

    [Fact]
    public void A_merge_without_its_token_is_refused_by_number() =>
        AssertRefused(static root => root["model"]!["merges"]!.AsArray().Insert(7, new JsonArray("\u0120", "\u0120\u0120q")), "merge 7");

    [Theory]
    [InlineData("[\"a\"]")]
    [InlineData("[\"a\", \"b\", \"c\"]")]
    [InlineData("\"ab\"")]
    [InlineData("1")]
    public void A_merge_that_is_no_pair_is_refused(string merge) =>
        AssertRefused(root => root["model"]!["merges"]!.AsArray().Insert(0, JsonNode.Parse(merge)), "merge");

    [Theory]
    [InlineData("a b")]
    [InlineData("日")]
    public void A_word_with_a_character_that_stands_for_no_byte_is_refused(string word) =>
        AssertRefused(root => root["model"]!["vocab"]![word] = 1999, word);

    [Fact]
    public void A_byte_without_a_token_is_refused_by_number() =>
        AssertRefused(
            static root =>
            {
                JsonObject vocabulary = root["model"]!["vocab"]!.AsObject();
                vocabulary.Remove("\u0100");
                root["model"]!["merges"] = new JsonArray();
            },
            "byte 0"
        );

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(5)]
    public void A_word_with_an_impossible_or_taken_id_is_refused(int id) =>
        AssertRefused(root => root["model"]!["vocab"]!["qqqqqq"] = id, $"{id}");

    private static JsonNode Step(JsonNode root, int step) => root["pre_tokenizer"]!["pretokenizers"]![step]!;

    private static JsonNode Original() => JsonNode.Parse(File.ReadAllBytes(GoldenFolder.Path("tiny", "tokenizer.json")))!;

    private Tokenizer Load(Action<JsonNode> change)
    {
        JsonNode root = Original();
        change(root);
        File.WriteAllText(path, root.ToJsonString());
        return Tokenizer.Load(path);
    }

    private void AssertRefused(Action<JsonNode> change, string named)
    {
        FaultException fault = Assert.Throws<FaultException>(() => Load(change));
        Assert.Equal(FaultCode.TokenizerInvalid, fault.Code);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    private static void AssertSameTokens(Tokenizer tokenizer)
    {
        const string Text = "Locate every object in the image. Report bbox coordinates, 日本 é 😀!\n";
        List<int> expected = [];
        List<int> actual = [];
        TestTokenizers.Nano.Encode(Text, expected);
        tokenizer.Encode(Text, actual);
        Assert.Equal(expected, actual);
    }
}
