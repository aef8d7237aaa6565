using System.Text;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Tests.Tokenizing;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>The vocabularies of the two tokenizers.</summary>
internal static class TestVocabularies
{
    private static readonly Lazy<ConstraintVocabulary> LoadedPublished = new(static () =>
        new ConstraintVocabulary(TestTokenizers.Published, 151_936, [151_645, 151_643])
    );

    /// <summary>That of the small checkpoint.</summary>
    public static ConstraintVocabulary Nano { get; } = new(TestTokenizers.Nano, 2048, [2002, 2000]);

    /// <summary>The published one; the test is skipped where it was not fetched.</summary>
    public static ConstraintVocabulary Published
    {
        get
        {
            TestTokenizers.RequirePublished();
            return LoadedPublished.Value;
        }
    }

    /// <summary>By name, for theories.</summary>
    public static ConstraintVocabulary Find(string name) => name == "nano" ? Nano : Published;

    /// <summary>The token that is <paramref name="text"/>, whether or not the tokenizer would cut it so.</summary>
    public static int TokenOf(this ConstraintVocabulary vocabulary, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Enumerable.Range(0, vocabulary.Rows).First(token => vocabulary.TextOf(token).SequenceEqual(bytes));
    }
}
