using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeVL.ModelBuilder.Synthesis;

/// <summary>A byte-level BPE with the published size and control tokens; its merges are all pairs of bytes, then triples.</summary>
internal static class SyntheticTokenizer
{
    public const int EndOfText = 151643;
    public const int EndOfTurn = 151645;
    private const int BaseVocabulary = 151643;

    private static readonly (string Text, bool Special)[] AddedTokens =
    [
        ("<|endoftext|>", true),
        ("<|im_start|>", true),
        ("<|im_end|>", true),
        ("<|object_ref_start|>", true),
        ("<|object_ref_end|>", true),
        ("<|box_start|>", true),
        ("<|box_end|>", true),
        ("<|quad_start|>", true),
        ("<|quad_end|>", true),
        ("<|vision_start|>", true),
        ("<|vision_end|>", true),
        ("<|vision_pad|>", true),
        ("<|image_pad|>", true),
        ("<|video_pad|>", true),
        ("<tool_call>", false),
        ("</tool_call>", false),
        ("<|fim_prefix|>", false),
        ("<|fim_middle|>", false),
        ("<|fim_suffix|>", false),
        ("<|fim_pad|>", false),
        ("<|repo_name|>", false),
        ("<|file_sep|>", false),
        ("<tool_response>", false),
        ("</tool_response>", false),
        ("<think>", false),
        ("</think>", false),
    ];

    // The pattern of the published file.
    private const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The file's text.</summary>
    public static ReadOnlySpan<byte> Json()
    {
        var text = new ArrayBufferWriter<byte>(16 << 20);
        using var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteStartArray("added_tokens");
        for (int i = 0; i < AddedTokens.Length; i++)
        {
            WriteAddedToken(json, BaseVocabulary + i, AddedTokens[i]);
        }

        json.WriteEndArray();
        json.WriteStartObject("normalizer");
        json.WriteString("type", "NFC");
        json.WriteEndObject();
        WritePreTokenizer(json);
        json.WriteStartObject("decoder");
        json.WriteString("type", "ByteLevel");
        json.WriteEndObject();
        WriteModel(json);
        json.WriteEndObject();
        json.Flush();
        return text.WrittenSpan;
    }

    private static void WriteAddedToken(Utf8JsonWriter json, int id, (string Text, bool Special) token)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("content", token.Text);
        json.WriteBoolean("single_word", false);
        json.WriteBoolean("lstrip", false);
        json.WriteBoolean("rstrip", false);
        json.WriteBoolean("normalized", false);
        json.WriteBoolean("special", token.Special);
        json.WriteEndObject();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", Pattern);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json)
    {
        List<(string Left, string Right)> merges = [.. Merges().Take(BaseVocabulary - 256)];
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("unk_token");
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", false);
        json.WriteStartObject("vocab");
        int id = 0;
        foreach (char symbol in Alphabet())
        {
            json.WriteNumber($"{symbol}", id++);
        }

        foreach ((string left, string right) in merges)
        {
            json.WriteNumber(left + right, id++);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach ((string left, string right) in merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(left);
            json.WriteStringValue(right);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<(string Left, string Right)> Merges()
    {
        char[] symbols = [.. Alphabet()];
        foreach (char first in symbols)
        {
            foreach (char second in symbols)
            {
                yield return ($"{first}", $"{second}");
            }
        }

        foreach (char first in symbols)
        {
            foreach (char second in symbols)
            {
                foreach (char third in symbols)
                {
                    yield return ($"{first}{second}", $"{third}");
                }
            }
        }
    }

    // Printable bytes stand for themselves; the others, in order, for U+0100 and up. Ids follow the published file: printable ones first.
    private static IEnumerable<char> Alphabet()
    {
        IEnumerable<int> printable = [.. Enumerable.Range(33, 94), .. Enumerable.Range(161, 12), .. Enumerable.Range(174, 82)];
        return [.. printable.Select(static value => (char)value), .. Enumerable.Range(256, 68).Select(static value => (char)value)];
    }
}
