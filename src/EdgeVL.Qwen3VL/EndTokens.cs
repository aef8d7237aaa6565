using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL;

/// <summary>The tokens that end a model's answers.</summary>
internal static class EndTokens
{
    /// <summary>Those of <c>generation_config.json</c>, else the turn's and the text's end of the tokenizer.</summary>
    public static IReadOnlyList<int> Read(string folder, Tokenizer tokenizer)
    {
        string path = Path.Combine(folder, "generation_config.json");
        if (File.Exists(path) && ReadFile(path) is { Count: > 0 } listed)
        {
            return listed;
        }

        var tokens = new List<int>();
        foreach (string text in (string[])["<|im_end|>", "<|endoftext|>"])
        {
            if (tokenizer.TryGetAddedToken(text, out int token))
            {
                tokens.Add(token);
            }
        }

        return tokens;
    }

    private static List<int> ReadFile(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.TryGetProperty("eos_token_id", out JsonElement value)
                ? value.ValueKind switch
                {
                    JsonValueKind.Number => [value.GetInt32()],
                    JsonValueKind.Array => [.. value.EnumerateArray().Select(static item => item.GetInt32())],
                    _ => [],
                }
                : [];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new FaultException(
                FaultCode.ModelInvalid,
                $"'{path}' has no usable eos_token_id: {fault.Message}",
                "Take the file from the published checkpoint again.",
                fault
            );
        }
    }
}
