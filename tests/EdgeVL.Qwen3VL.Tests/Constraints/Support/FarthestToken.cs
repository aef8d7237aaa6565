using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Qwen3VL.Tests.Constraints.Support;

/// <summary>An opponent who knows the constraint: of some allowed tokens the one behind which the end is farthest, the longest of those.</summary>
/// <param name="vocabulary">The tokens.</param>
internal sealed class FarthestToken(ConstraintVocabulary vocabulary)
{
    private const int Candidates = 48;

    private readonly int[] allowed = new int[vocabulary.Rows];
    private readonly float[] logits = new float[vocabulary.Rows];
    private ConstraintState? state;

    /// <summary>Says one token.</summary>
    public void Say(ConstrainedAnswer answer, CompiledConstraint constraint, Random random)
    {
        state ??= new ConstraintState(vocabulary, constraint);
        state.Begin(constraint);
        Assert.True(state.TryAdvance(answer.Bytes));
        int count = answer.Mask.CopyTo(allowed);
        int[] drawn =
            count <= Candidates ? allowed[..count] : [.. Enumerable.Range(0, Candidates).Select(_ => allowed[random.Next(count)])];
        answer.Take(drawn.MaxBy(token => (EndBehind(state, token), vocabulary.TextOf(token).Length)), logits);
    }

    private static long EndBehind(ConstraintState state, int token)
    {
        ConstraintSnapshot before = state.Snapshot();
        long end = state.TryAdvance(token) ? state.ShortestEnd : -1;
        state.Restore(before);
        return end;
    }
}
