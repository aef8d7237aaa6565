using EdgeVL.Cli.Evaluation;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>Lines read exactly and objects found, of how many.</summary>
internal sealed record Reading(int Lines, int AllLines, int Objects, int AllObjects)
{
    /// <summary>Lines of <c>ocr</c>; objects of <c>objects</c> and of <c>find</c>.</summary>
    public static Reading Of(ScoreCard score)
    {
        TaskScore lines = Task(score, "ocr");
        TaskScore[] objects = [Task(score, "objects"), Task(score, "find")];
        return new Reading(
            lines.Lines,
            lines.TruthBoxes,
            objects.Sum(static task => task.Hits),
            objects.Sum(static task => task.TruthBoxes)
        );
    }

    private static TaskScore Task(ScoreCard score, string task) => score.Tasks.GetValueOrDefault(task) ?? new TaskScore();
}
