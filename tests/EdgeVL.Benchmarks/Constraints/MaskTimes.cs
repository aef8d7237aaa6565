namespace EdgeVL.Benchmarks.Constraints;

/// <summary>Microseconds of each mask that a model was shown, and of all work on the answers.</summary>
/// <param name="Masks">By the token that was chosen then.</param>
/// <param name="FirstAnswer">How many of them belong to the first answer, of which nothing was known.</param>
/// <param name="Tokens">Tokens of all answers, those that nobody had to choose included.</param>
/// <param name="Work">Microseconds of everything that the constraint did, masks included.</param>
internal sealed record MaskTimes(IReadOnlyList<double> Masks, int FirstAnswer, int Tokens, double Work)
{
    /// <summary>Over the tokens that were chosen.</summary>
    public double Mean => Masks.Average();

    /// <summary>The lesser times of two runs over the same answers.</summary>
    public MaskTimes Least(MaskTimes other) =>
        this with
        {
            Masks = [.. Masks.Zip(other.Masks, Math.Min)],
            Work = Math.Min(Work, other.Work),
        };

    public override string ToString()
    {
        double[] sorted = [.. Masks.Order()];
        string first = FigureSheet.Number(Masks.Take(FirstAnswer).Average(), "F1");
        string usual = FigureSheet.Number(sorted[sorted.Length * 99 / 100], "F1");
        string most = FigureSheet.Number(sorted[^1], "F0");
        return $"{first}, {usual}, {most} µs; {Masks.Count} of {Tokens} tokens chosen, all work {FigureSheet.Number(Work / Tokens, "F0")} µs a token";
    }
}
