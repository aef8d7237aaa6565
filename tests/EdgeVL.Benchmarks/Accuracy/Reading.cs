using EdgeVL.Cli.Evaluation;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>Lines read exactly and objects found, of how many.</summary>
internal sealed record Reading(int Lines, int AllLines, int Objects, int AllObjects)
{
    public static Reading Of(ScoreCard score)
    {
        TaskScore lines = score.Tasks.GetValueOrDefault("ocr") ?? new TaskScore();
        TaskScore objects = score.Tasks.GetValueOrDefault("objects") ?? new TaskScore();
        return new Reading(lines.Lines, lines.TruthBoxes, objects.Hits, objects.TruthBoxes);
    }

    public override string ToString() => $"{Lines} of {AllLines}, {Objects} of {AllObjects}";
}
