using EdgeVL.Cli.Evaluation;

namespace EdgeVL.Benchmarks.Accuracy;

/// <summary>A labelled frame with some of its questions.</summary>
/// <param name="Folder">Where its <c>truth.json</c> lies.</param>
/// <param name="Row">The frame.</param>
/// <param name="Asks">The questions.</param>
internal sealed record SampleQuestions(string Folder, TruthRow Row, IReadOnlyList<TruthAsk> Asks)
{
    /// <summary>The list of frames behind the report on precisions.</summary>
    public static string ListFile => Repository.At("calibration/samples.txt");

    /// <summary>All questions of a folder.</summary>
    public static IEnumerable<SampleQuestions> Of(string folder) =>
        TruthJson.Read(folder).Select(row => new SampleQuestions(folder, row, row.Asks));

    /// <summary>Questions of a list: a line <c>FOLDER IMAGE TASK</c> each; <c>#</c> begins a remark.</summary>
    /// <exception cref="InvalidDataException">A line names no labelled frame or question.</exception>
    public static IEnumerable<SampleQuestions> Listed(string file)
    {
        var folders = new Dictionary<string, Dictionary<string, TruthRow>>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(file).Select(static line => line.Split('#')[0].Trim()).Where(static line => line.Length > 0))
        {
            yield return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var folder, var image, var task]
            && RowsOf(folder, folders).GetValueOrDefault(image) is { } row
            && row.Asks.Where(ask => ask.Task == task).ToArray() is { Length: > 0 } asks
                ? new SampleQuestions(Repository.At(folder), row, asks)
                : throw new InvalidDataException($"'{line}' of {file} is no labelled frame with a question: FOLDER IMAGE TASK.");
        }
    }

    private static Dictionary<string, TruthRow> RowsOf(string folder, Dictionary<string, Dictionary<string, TruthRow>> known)
    {
        if (!known.TryGetValue(folder, out Dictionary<string, TruthRow>? rows))
        {
            known[folder] = rows = TruthJson.Read(Repository.At(folder)).ToDictionary(static row => row.Image, StringComparer.Ordinal);
        }

        return rows;
    }
}
