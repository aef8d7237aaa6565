namespace EdgeVL.Qwen3VL.Constraints.Answers;

/// <summary>The logits and the mask of one decision, with what was measured of the two.</summary>
/// <param name="logits">Raw logits, [V].</param>
/// <param name="mask">What is allowed.</param>
/// <param name="scores">The measures.</param>
internal readonly ref struct Choice(ReadOnlySpan<float> logits, TokenMask mask, MaskedScores scores)
{
    public ReadOnlySpan<float> Logits { get; } = logits;

    public TokenMask Mask { get; } = mask;

    public MaskedScores Scores { get; } = scores;

    /// <summary>q of an allowed token.</summary>
    public double Probability(int token) => Scores.Probability(Logits[token]);

    /// <summary>q of a token; 0 for one that is not allowed.</summary>
    public double ProbabilityIfAllowed(int token) => Mask.Contains(token) ? Probability(token) : 0;

    /// <summary>q of all stop tokens together.</summary>
    public double StopProbability(ReadOnlySpan<int> stops)
    {
        double sum = 0;
        foreach (int stop in stops)
        {
            sum += ProbabilityIfAllowed(stop);
        }

        return sum;
    }
}
