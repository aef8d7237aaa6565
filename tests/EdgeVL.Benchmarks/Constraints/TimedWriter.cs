using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Benchmarks.Constraints;

/// <summary>Writes known answers under a constraint, as a model would that is sure of them, and times the masks.</summary>
/// <param name="tokenizer">Cuts the answers.</param>
/// <param name="vocabulary">Its tokens.</param>
/// <param name="end">Token that ends an answer.</param>
internal sealed class TimedWriter(Tokenizer tokenizer, ConstraintVocabulary vocabulary, int end)
{
    private const int MostTokens = 4000;

    private readonly ConstrainedAnswer answer = new(vocabulary);
    private readonly float[] logits = new float[vocabulary.Rows];
    private readonly List<int> document = [];
    private readonly List<double> masks = [];

    /// <summary>Writes some answers.</summary>
    public MaskTimes Write(CompiledConstraint constraint, IReadOnlyList<string> texts)
    {
        masks.Clear();
        int first = 0;
        int tokens = 0;
        double work = 0;
        foreach (string text in texts)
        {
            document.Clear();
            tokenizer.Encode(text, document);
            work += 1e6 * Rounds.Seconds(() => Write(constraint));
            tokens += answer.Tokens.Length;
            first = first == 0 ? masks.Count : first;
        }

        return new MaskTimes([.. masks], first, tokens, work);
    }

    private void Write(CompiledConstraint constraint)
    {
        answer.Begin(constraint, MostTokens);
        for (answer.Next(); answer.Finish is null; answer.Next())
        {
            long start = TimeProvider.System.GetTimestamp();
            _ = answer.Mask;
            masks.Add(TimeProvider.System.GetElapsedTime(start).TotalMicroseconds);

            // What was certain was cut as the tokenizer cuts it, and so the next token of the document is the next one here.
            int next = answer.Tokens.Length < document.Count ? document[answer.Tokens.Length] : end;
            logits[next] = 20;
            answer.Choose(logits);
            logits[next] = 0;
        }
    }
}
