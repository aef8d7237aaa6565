using System.Text;
using System.Text.Json;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Qwen3VL.Tokenizing;

/// <summary>What a <c>tokenizer.json</c> says, once it is known to be a byte-level BPE of the Qwen form.</summary>
internal sealed class TokenizerFile
{
    private readonly string path;
    private readonly BpeModelReader model;

    private TokenizerFile(string path)
    {
        this.path = path;
        model = new BpeModelReader(path);
    }

    /// <summary>Bytes of every token, added tokens included.</summary>
    public Vocabulary Vocabulary => model.Vocabulary;

    /// <summary>The ranked merges.</summary>
    public MergeTable Merges => model.Merges;

    /// <summary>The added tokens, in the order of the file.</summary>
    public List<AddedToken> AddedTokens { get; } = [];

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.TokenizerInvalid"/>: unreadable, or not of the expected form.</exception>
    public static TokenizerFile Read(string path)
    {
        var file = new TokenizerFile(path);
        try
        {
            ReadOnlySpan<byte> json = File.ReadAllBytes(path);
            file.ReadAll(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
        }
        catch (Exception foreign) when (foreign is IOException or UnauthorizedAccessException)
        {
            const string Remedy = "Check the path and that the service user may read it.";
            throw TokenizerFault.In(path, "it cannot be read: " + foreign.Message, foreign, Remedy);
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw TokenizerFault.In(path, "it is not the JSON of a tokenizer: " + foreign.Message, foreign);
        }

        return file;
    }

    private void ReadAll(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        HashSet<string> missing = ["normalizer", "pre_tokenizer", "model", "decoder"];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            ReadSection(ref reader, name, json);
            missing.Remove(name);
        }

        Require(missing.Count == 0, $"it has no {string.Join(", ", missing)}");
        foreach (AddedToken token in AddedTokens)
        {
            Require(
                Vocabulary.TryAdd(token.Id, Encoding.UTF8.GetBytes(token.Text)),
                $"its added token '{token.Text}' has the id {token.Id} of another token"
            );
        }
    }

    private void ReadSection(ref Utf8JsonReader reader, string name, ReadOnlySpan<byte> json)
    {
        switch (name)
        {
            case "model":
                model.Read(ref reader, json);
                break;
            case "added_tokens":
                ReadAddedTokens(JsonElement.ParseValue(ref reader));
                break;
            case "pre_tokenizer":
                CheckPreTokenizer(JsonElement.ParseValue(ref reader));
                break;
            case "normalizer":
                RequireType(JsonElement.ParseValue(ref reader), "NFC", name);
                break;
            case "decoder":
                RequireType(JsonElement.ParseValue(ref reader), "ByteLevel", name);
                break;
            case "post_processor" when reader.TokenType != JsonTokenType.Null:
                RequireType(JsonElement.ParseValue(ref reader), "ByteLevel", name);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadAddedTokens(JsonElement list)
    {
        foreach (JsonElement entry in list.EnumerateArray())
        {
            int id = entry.GetProperty("id").GetInt32();
            string text = entry.GetProperty("content").GetString() ?? "";
            Require(text.Length > 0 && id is >= 0 and <= BpeModelReader.LargestId, $"its added token {id} has no text or no proper id");
            foreach (string flag in (ReadOnlySpan<string>)["single_word", "lstrip", "rstrip", "normalized"])
            {
                Require(!IsTrue(entry, flag), $"its added token '{text}' has {flag} = true");
            }

            AddedTokens.Add(new AddedToken(id, text, IsTrue(entry, "special")));
        }
    }

    private void CheckPreTokenizer(JsonElement sequence)
    {
        RequireType(sequence, "Sequence", "pre_tokenizer");
        JsonElement[] steps = [.. sequence.GetProperty("pretokenizers").EnumerateArray()];
        Require(steps.Length == 2, $"its pre_tokenizer has {steps.Length} steps, not a Split and a ByteLevel");
        RequireType(steps[0], "Split", "first step of the pre_tokenizer");
        RequireType(steps[1], "ByteLevel", "second step of the pre_tokenizer");

        string? pattern = steps[0].GetProperty("pattern").GetProperty("Regex").GetString();
        Require(pattern == PreTokenizer.Pattern, $"its pre_tokenizer splits by '{pattern}', not by the Qwen pattern");
        Require(
            steps[0].GetProperty("behavior").GetString() == "Isolated" && !IsTrue(steps[0], "invert"),
            "its pre_tokenizer does not isolate the matches of its pattern"
        );
        Require(!IsTrue(steps[1], "add_prefix_space") && !IsTrue(steps[1], "use_regex"), "its ByteLevel step adds a space or splits again");
    }

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private void RequireType(JsonElement element, string expected, string what)
    {
        string? type = element.ValueKind == JsonValueKind.Object ? element.GetProperty("type").GetString() : null;
        Require(type == expected, $"its {what} is of type '{type}', not {expected}");
    }

    private void Require(bool condition, string whatIsWrong)
    {
        if (!condition)
        {
            throw TokenizerFault.In(path, whatIsWrong);
        }
    }
}
