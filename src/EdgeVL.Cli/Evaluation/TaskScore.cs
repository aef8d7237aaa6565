namespace EdgeVL.Cli.Evaluation;

/// <summary>Sums of one task.</summary>
internal sealed class TaskScore
{
    public int Count { get; set; }
    public int Exact { get; set; }
    public int Valid { get; set; }
    public int TruthBoxes { get; set; }
    public int AnswerBoxes { get; set; }
    public int Hits { get; set; }
    public double OverlapSum { get; set; }
    public int Lines { get; set; }
    public int Edits { get; set; }
    public int Characters { get; set; }
    public int RightLighting { get; set; }

    public double Recall => Ratio(Hits, TruthBoxes);

    public double Precision => Ratio(Hits, AnswerBoxes);

    public double MeanOverlap => Hits == 0 ? 0 : OverlapSum / Hits;

    public double LineRate => Ratio(Lines, TruthBoxes);

    public double CharacterErrorRate => Ratio(Edits, Characters);

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
