using System.Text;
using EdgeVL.Qwen3VL.Tokenizing;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Qwen3VL.Tests.Tokenizing;

public class StreamingDecoderTests
{
    private static Tokenizer Tokenizer => TestTokenizers.Nano;

    [Fact]
    public void The_parts_together_are_the_whole_text_for_any_tokens() =>
        // Ids at random break characters everywhere, far more than a text would; 2,000 on are the added tokens.
        Prop.ForAll(
                Gen.ArrayOf(Gen.Frequency((3, Gen.Choose(0, 255)), (1, Gen.Choose(0, 2047)), (1, Gen.Choose(2000, 2025)))).ToArbitrary(),
                static tokens =>
                    Streamed(tokens, true) == Tokenizer.Decode(tokens) && Streamed(tokens, false) == Tokenizer.Decode(tokens, false)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_parts_together_are_the_text_however_its_characters_are_cut() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                static text =>
                {
                    string wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
                    int[] tokens = [.. Encoding.UTF8.GetBytes(wellFormed).Select(static value => TokenOf(value))];
                    return Streamed(tokens, true) == wellFormed;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_part_ends_inside_a_character()
    {
        int[] tokens = [.. Encoding.UTF8.GetBytes("a😀日é").Select(static value => TokenOf(value))];
        var decoder = new StreamingDecoder(Tokenizer);
        string[] parts = [.. tokens.Select(token => decoder.Append(token).ToString())];
        Assert.Equal(["a", "", "", "", "😀", "", "", "日", "", "é"], parts);
        Assert.Equal("", decoder.Flush().ToString());
    }

    [Fact]
    public void What_is_held_at_the_end_becomes_a_replacement_character()
    {
        var decoder = new StreamingDecoder(Tokenizer);
        Assert.Equal("", decoder.Append(TokenOf(0xE6)).ToString());
        Assert.Equal("", decoder.Append(TokenOf(0xA0)).ToString());
        Assert.Equal("\uFFFD", decoder.Flush().ToString());
        Assert.Equal("a", decoder.Append(TokenOf((byte)'a')).ToString());
    }

    [Fact]
    public void A_control_token_ends_what_was_held()
    {
        var decoder = new StreamingDecoder(Tokenizer);
        decoder.Append(TokenOf(0xE6));
        Assert.Equal("\uFFFD", decoder.Append(2002).ToString());
        decoder.Append(TokenOf(0xE6));
        Assert.Equal("\uFFFD<think>", decoder.Append(2024).ToString());
    }

    [Fact]
    public void Resetting_forgets_what_was_held()
    {
        var decoder = new StreamingDecoder(Tokenizer);
        decoder.Append(TokenOf(0xE6));
        decoder.Reset();
        Assert.Equal("a", decoder.Append(TokenOf((byte)'a')).ToString());
    }

    [Fact]
    public void Nothing_is_allocated_per_token()
    {
        int[] tokens = [.. Enumerable.Range(0, 2048)];
        var decoder = new StreamingDecoder(Tokenizer);
        Run(decoder, tokens);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(decoder, tokens);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(StreamingDecoder decoder, int[] tokens)
    {
        foreach (int token in tokens)
        {
            decoder.Append(token);
        }

        decoder.Flush();
    }

    private static string Streamed(int[] tokens, bool skipSpecial)
    {
        var decoder = new StreamingDecoder(Tokenizer, skipSpecial);
        var text = new StringBuilder();
        foreach (int token in tokens)
        {
            text.Append(decoder.Append(token));
        }

        return text.Append(decoder.Flush()).ToString();
    }

    private static int TokenOf(byte value) =>
        Enumerable.Range(0, 256).First(token => Tokenizer.TokenBytes(token) is [byte single] && single == value);
}
