using System.Text.Json;
using EdgeVL.Qwen3VL.Tests.Golden;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Tests.Tokenizing;

/// <summary>214 texts whose ids and decoded texts the reference implementation gave (tokenizers 0.22.2).</summary>
public class TokenizerVectorTests
{
    [Fact]
    public void The_small_tokenizer_gives_the_ids_of_all_214_texts() => AssertIds(TestTokenizers.Nano, "nano");

    [Fact]
    public void The_small_tokenizer_gives_back_all_214_texts() => AssertTexts(TestTokenizers.Nano, "nano");

    [Fact]
    public void The_published_tokenizer_gives_the_ids_of_all_214_texts() => AssertIds(TestTokenizers.Published, "qwen3");

    [Fact]
    public void The_published_tokenizer_gives_back_all_214_texts() => AssertTexts(TestTokenizers.Published, "qwen3");

    [Theory]
    [InlineData("Hello world", new[] { 9707, 1879 })]
    [InlineData(" Hello world", new[] { 21927, 1879 })]
    [InlineData("hello world", new[] { 14990, 1879 })]
    [InlineData("You are a helpful assistant.", new[] { 2610, 525, 264, 10950, 17847, 13 })]
    [InlineData("What is the capital of France?", new[] { 3838, 374, 279, 6722, 315, 9625, 30 })]
    [InlineData("Describe this image.", new[] { 74785, 419, 2168, 13 })]
    [InlineData("fairy", new[] { 69, 21939 })]
    [InlineData("a fairy", new[] { 64, 44486 })]
    [InlineData(" 16", new[] { 220, 16, 21 })]
    [InlineData("<0.5 seconds>", new[] { 27, 15, 13, 20, 6486, 29 })]
    [InlineData("user\n", new[] { 872, 198 })]
    [InlineData("assistant\n", new[] { 77091, 198 })]
    [InlineData("system\n", new[] { 8948, 198 })]
    [InlineData("<|vision_start|><|video_pad|><|vision_end|>", new[] { 151652, 151656, 151653 })]
    public void The_published_tokenizer_gives_the_ids_that_public_sources_agree_on(string text, int[] expected) =>
        Assert.Equal(expected, Encode(TestTokenizers.Published, text));

    [Fact]
    public void A_token_that_ends_inside_a_character_decodes_to_a_replacement_until_the_rest_comes()
    {
        Assert.Equal(" \uFFFD", TestTokenizers.Published.Decode([51461]));
        Assert.Equal(" \u6839", TestTokenizers.Published.Decode([51461, 117]));
        Assert.Equal([0x20, 0xE6, 0xA0], TestTokenizers.Published.TokenBytes(51461).ToArray());
    }

    private static void AssertIds(Tokenizer tokenizer, string key)
    {
        foreach (JsonElement entry in Cases())
        {
            string text = entry.GetProperty("text").GetString()!;
            Assert.Equal(Ids(entry, key), Encode(tokenizer, text));
        }
    }

    private static void AssertTexts(Tokenizer tokenizer, string key)
    {
        foreach (JsonElement entry in Cases())
        {
            Assert.Equal(entry.GetProperty(key + "_decoded").GetString(), tokenizer.Decode(Ids(entry, key)));
        }
    }

    private static JsonElement[] Cases()
    {
        JsonElement[] cases = [.. GoldenFolder.Json("tokens.json").GetProperty("cases").EnumerateArray()];
        Assert.Equal(214, cases.Length);
        return cases;
    }

    private static int[] Ids(JsonElement entry, string key) =>
        [.. entry.GetProperty(key).EnumerateArray().Select(static id => id.GetInt32())];

    private static List<int> Encode(Tokenizer tokenizer, string text)
    {
        var tokens = new List<int>();
        tokenizer.Encode(text, tokens, recogniseAddedTokens: true);
        return tokens;
    }
}
