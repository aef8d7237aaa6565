using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>A model that writes one document, in the tokens of the tokenizer; it holds a cache and checks that what it is told fits.</summary>
internal sealed class OracleModel
{
    private readonly ConstraintVocabulary vocabulary;
    private readonly int[] document;
    private readonly float[] logits;
    private readonly List<int> cache = [];

    public OracleModel(ConstraintVocabulary vocabulary, string text)
    {
        this.vocabulary = vocabulary;
        var tokens = new List<int>();
        vocabulary.Tokenizer.Encode(text, tokens);
        document = [.. tokens];
        logits = new float[vocabulary.Rows];
    }

    /// <summary>Its tokens.</summary>
    public IReadOnlyList<int> Document => document;

    /// <summary>Tokens that it chose.</summary>
    public int Chosen { get; private set; }

    /// <summary>Tokens that it had to forget.</summary>
    public int Dropped { get; private set; }

    /// <summary>Lets it write under a constraint.</summary>
    public void Write(ConstrainedAnswer answer, CompiledConstraint constraint)
    {
        answer.Begin(constraint, 10_000);
        while (true)
        {
            CacheStep step = answer.Next();
            cache.RemoveRange(cache.Count - step.Drop, step.Drop);
            cache.AddRange(step.Append);
            Dropped += step.Drop;
            Assert.Equal(answer.Tokens, cache.ToArray());
            if (answer.Finish is not null)
            {
                return;
            }

            int next = cache.Count < document.Length ? document[cache.Count] : vocabulary.StopTokens[0];
            logits[next] = 30;
            answer.Choose(logits);
            logits[next] = 0;
            Chosen++;
        }
    }
}
