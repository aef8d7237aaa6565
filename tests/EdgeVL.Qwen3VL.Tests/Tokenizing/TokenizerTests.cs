using System.Text;
using System.Text.Json;
using EdgeVL.Qwen3VL.Tests.Golden;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Tokenizers;
using OurTokenizer = EdgeVL.Qwen3VL.Tokenizing.Tokenizer;

namespace EdgeVL.Qwen3VL.Tests.Tokenizing;

public class TokenizerTests
{
    // What goes wrong in tokenizers, as building blocks of random texts.
    private static readonly string[] Blocks =
    [
        "'s",
        "'T",
        "'re",
        "'LL",
        "' s",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\n \n",
        "\t",
        "a",
        "Hello",
        "world",
        "1",
        "2024",
        "½",
        "Ⅷ",
        "٣",
        "!",
        "...",
        "//",
        "é",
        "e\u0301",
        "\u0301",
        "q\u0327\u0323",
        "Å",
        "ﬁ",
        "각",
        "각",
        "日本",
        "語",
        "दे",
        "ไทย",
        "𠮷",
        "𝒳",
        "😀",
        "👩‍👩‍👧",
        "𐒠x",
        "🎌日",
        "\u00A0",
        "\u2028",
        "\u3000",
        "\u200B",
        "\u0000",
        "\u007F",
        "\uFEFF",
        "\uFFFE",
        "\uFFFD",
        "<",
        "<|im",
        "|>",
        "_",
    ];

    private static readonly string[] Controls = ["<|im_end|>", "<|im_start|>", "<|image_pad|>", "<|endoftext|>", "<think>", "</tool_call>"];

    private static Arbitrary<string> Texts { get; } = Joined(Blocks).ToArbitrary();

    [Fact]
    public void Decoding_gives_back_the_text_in_form_NFC() =>
        Prop.ForAll(Texts, static text => Decoded(TestTokenizers.Nano, text) == Normalized(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_published_tokenizer_gives_back_the_text_in_form_NFC()
    {
        OurTokenizer published = TestTokenizers.Published;
        Prop.ForAll(Texts, text => Decoded(published, text) == Normalized(text)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Ids_are_those_of_another_implementation()
    {
        BpeTokenizer oracle = Oracle();
        Prop.ForAll(
                Texts,
                text =>
                    Encode(TestTokenizers.Nano, text)
                        .SequenceEqual(oracle.EncodeToIds(Normalized(text), considerPreTokenization: true, considerNormalization: false))
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Control_strings_in_untrusted_text_never_become_added_tokens() =>
        Prop.ForAll(
                Joined([.. Blocks, .. Controls]).ToArbitrary(),
                static text => Encode(TestTokenizers.Nano, text).TrueForAll(static token => !TestTokenizers.Nano.IsAdded(token))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Untrusted_text_with_control_strings_is_given_back_all_the_same() =>
        Prop.ForAll(Joined([.. Blocks, .. Controls]).ToArbitrary(), static text => Decoded(TestTokenizers.Nano, text) == Normalized(text))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Trusted_text_is_cut_at_its_added_tokens_before_it_is_normalised()
    {
        // A combining mark after a control token must not change the token.
        List<int> tokens = Encode(TestTokenizers.Nano, "a<|im_end|>\u0338b", recogniseAddedTokens: true);
        Assert.Contains(2002, tokens);
        Assert.Equal("a<|im_end|>\u0338b", TestTokenizers.Nano.Decode([.. tokens], skipSpecial: false));
    }

    [Fact]
    public void Special_tokens_are_left_out_of_the_text_and_markers_are_not()
    {
        int[] tokens = [.. Encode(TestTokenizers.Nano, "<|im_start|>a<tool_call>b</tool_call><|im_end|>", recogniseAddedTokens: true)];
        Assert.Equal("a<tool_call>b</tool_call>", TestTokenizers.Nano.Decode(tokens));
        Assert.Equal("<|im_start|>a<tool_call>b</tool_call><|im_end|>", TestTokenizers.Nano.Decode(tokens, skipSpecial: false));
    }

    [Fact]
    public void A_lone_surrogate_counts_as_a_replacement_character()
    {
        Assert.Equal(Encode(TestTokenizers.Nano, "a\uFFFDb"), Encode(TestTokenizers.Nano, "a\uD83Db"));
        Assert.Equal(Encode(TestTokenizers.Nano, "\uFFFD\uFFFD"), Encode(TestTokenizers.Nano, "\uDE00\uD83D"));
    }

    [Fact]
    public void The_bytes_of_all_tokens_of_a_text_are_its_utf8() =>
        Prop.ForAll(
                Texts,
                static text =>
                    Encode(TestTokenizers.Nano, text)
                        .SelectMany(static token => TestTokenizers.Nano.TokenBytes(token).ToArray())
                        .SequenceEqual(Encoding.UTF8.GetBytes(Normalized(text)))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_single_byte_is_a_token()
    {
        HashSet<byte> single =
        [
            .. Enumerable
                .Range(0, TestTokenizers.Nano.VocabularySize)
                .Where(static token => TestTokenizers.Nano.TokenBytes(token).Length == 1)
                .Select(static token => TestTokenizers.Nano.TokenBytes(token)[0]),
        ];
        Assert.Equal(256, single.Count);
    }

    [Fact]
    public void An_id_without_a_token_has_no_bytes_and_no_text()
    {
        Assert.True(TestTokenizers.Nano.TokenBytes(2047).IsEmpty);
        Assert.True(TestTokenizers.Nano.TokenBytes(-1).IsEmpty);
        Assert.Equal("", TestTokenizers.Nano.Decode([2047, -1, int.MaxValue]));
    }

    [Fact]
    public void The_published_tokenizer_has_the_tokens_of_the_model_card()
    {
        OurTokenizer published = TestTokenizers.Published;
        Assert.Equal(151669, published.VocabularySize);
        Assert.Equal(128, published.LongestToken);
        Assert.Equal(26, published.AddedTokens.Count);
        Assert.Equal(14, published.AddedTokens.Count(static token => token.Special));
        Assert.True(published.TryGetAddedToken("<|image_pad|>", out int imagePad));
        Assert.Equal(151655, imagePad);
        Assert.True(published.IsSpecial(imagePad));
        Assert.True(published.TryGetAddedToken("</think>", out int thinkEnd));
        Assert.False(published.IsSpecial(thinkEnd));
        Assert.False(published.TryGetAddedToken("<|nothing|>", out _));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(49)]
    [InlineData(3000)]
    public void A_long_word_has_the_tokens_that_another_implementation_gives_it(int length)
    {
        var random = new Random(length);
        string word = string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(4))));
        Assert.Equal(
            Oracle().EncodeToIds(word, considerPreTokenization: true, considerNormalization: false),
            Encode(TestTokenizers.Nano, word)
        );
    }

    [Fact]
    public void A_word_of_20000_letters_is_no_trap()
    {
        // 2 ms where it was measured; looking at every pair after each merge takes seconds.
        string word = string.Concat(Enumerable.Range(0, 20000).Select(static i => (char)('a' + (i * i * 7 % 26))));
        long start = TimeProvider.System.GetTimestamp();
        List<int> tokens = Encode(TestTokenizers.Nano, word);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(1));
        Assert.Equal(word, TestTokenizers.Nano.Decode([.. tokens]));
    }

    [Fact]
    public void Encoding_allocates_nothing_where_the_list_has_room()
    {
        // Beyond U+02FF .NET's own normalisation allocates a little.
        const string Text = "user\nLocate every object: é, ß, ÿ <|im_end|>";
        var tokens = new List<int>(1000);
        TestTokenizers.Nano.Encode(Text, tokens);
        tokens.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        TestTokenizers.Nano.Encode(Text, tokens);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Gen<string> Joined(string[] blocks) => Gen.ArrayOf(Gen.Elements(blocks)).Select(string.Concat);

    private static string Normalized(string text) => string.Join('\uFFFE', text.Split('\uFFFE').Select(static part => part.Normalize()));

    private static string Decoded(OurTokenizer tokenizer, string text) => tokenizer.Decode([.. Encode(tokenizer, text)]);

    private static List<int> Encode(OurTokenizer tokenizer, string text, bool recogniseAddedTokens = false)
    {
        var tokens = new List<int>();
        tokenizer.Encode(text, tokens, recogniseAddedTokens);
        return tokens;
    }

    /// <summary>Microsoft.ML.Tokenizers over the vocabulary and merges of the small tokenizer, with a pre-tokenizer over runes of its own.</summary>
    private static BpeTokenizer Oracle()
    {
        JsonElement model = GoldenFolder.Json("tiny/tokenizer.json").GetProperty("model");
        var vocabulary = model
            .GetProperty("vocab")
            .EnumerateObject()
            .Select(static entry => KeyValuePair.Create(entry.Name, entry.Value.GetInt32()));
        var options = new BpeOptions(vocabulary)
        {
            Merges = model.GetProperty("merges").EnumerateArray().Select(static pair => $"{pair[0].GetString()} {pair[1].GetString()}"),
            ByteLevel = true,
            PreTokenizer = new RunePreTokenizer(),
        };
        return BpeTokenizer.Create(options);
    }
}
