using System.Text.Json;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>Texts of <c>tokens.json</c> through the checkpoint's tokenizer and the published one.</summary>
internal static class TokensCheck
{
    private const string Case = "tokens";

    public static void Run(GoldenFolder folder, string? publishedTokenizer, List<VerificationRow> rows)
    {
        if (folder.TokensFile is not { } file)
        {
            rows.Add(Skipped("all", "the folder has no tokens.json"));
            return;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        JsonElement[] cases = [.. document.RootElement.GetProperty("cases").EnumerateArray()];
        Check(cases, "nano", Path.Combine(folder.Checkpoint, "tokenizer.json"), rows);
        if (publishedTokenizer is null)
        {
            rows.Add(
                Skipped(
                    "qwen3",
                    "the published tokenizer.json is not there; './build.sh test' fetches it, or name it in EDGEVL_QWEN3_TOKENIZER"
                )
            );
            return;
        }

        Check(cases, "qwen3", publishedTokenizer, rows);
    }

    private static void Check(JsonElement[] cases, string key, string path, List<VerificationRow> rows)
    {
        var tokenizer = Tokenizer.Load(path);
        var tokens = new List<int>();
        int encodeFaults = 0;
        int decodeFaults = 0;
        string? first = null;
        foreach (JsonElement item in cases.Where(item => item.TryGetProperty(key, out _)))
        {
            string text = item.GetProperty("text").GetString()!;
            int[] expected = [.. item.GetProperty(key).EnumerateArray().Select(static id => id.GetInt32())];
            tokens.Clear();
            tokenizer.Encode(text, tokens, recogniseAddedTokens: true);
            if (!tokens.SequenceEqual(expected))
            {
                encodeFaults++;
                first ??= $"first: {JsonSerializer.Serialize(text)}";
            }

            decodeFaults += tokenizer.Decode(expected) == item.GetProperty($"{key}_decoded").GetString() ? 0 : 1;
        }

        rows.Add(new VerificationRow(Case, $"{key} encode", encodeFaults, 0, first));
        rows.Add(new VerificationRow(Case, $"{key} decode", decodeFaults, 0));
    }

    private static VerificationRow Skipped(string array, string reason) => new(Case, array, 0, null, reason) { Skipped = true };
}
