using EdgeVL.Qwen3VL.Tests.Golden;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Tests.Tokenizing;

/// <summary>The two tokenizers that vectors exist for.</summary>
internal static class TestTokenizers
{
    private static readonly Lazy<Tokenizer> LoadedPublished = new(static () => Tokenizer.Load(PublishedPath));

    /// <summary>The small one of the golden checkpoint.</summary>
    public static Tokenizer Nano { get; } = Tokenizer.Load(GoldenFolder.Path("tiny", "tokenizer.json"));

    /// <summary>Where the published one lies, if it is there.</summary>
    public static string PublishedPath =>
        Environment.GetEnvironmentVariable("EDGEVL_QWEN3_TOKENIZER") is { Length: > 0 } path
            ? path
            : Path.Combine(GoldenFolder.Repository, ".tools", "tokenizer-qwen3", "tokenizer.json");

    /// <summary>The published Qwen3 tokenizer; the test is skipped where it was not fetched, and fails on a build server.</summary>
    public static Tokenizer Published
    {
        get
        {
            RequirePublished();
            return LoadedPublished.Value;
        }
    }

    /// <summary>Skips or fails the test where the published tokenizer was not fetched.</summary>
    public static void RequirePublished()
    {
        bool server = Environment.GetEnvironmentVariable("CI") == "true";
        Assert.SkipUnless(
            server || File.Exists(PublishedPath),
            $"The published tokenizer is not at '{PublishedPath}'; the build script fetches it."
        );
        Assert.True(File.Exists(PublishedPath), $"The published tokenizer is not at '{PublishedPath}'.");
    }
}
