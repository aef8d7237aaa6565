using System.Globalization;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Cli.Demo;

/// <summary>Readings beside the truth, and their sums.</summary>
internal sealed class DemoScore(ClipTruth truth)
{
    // A label that is only partly in the picture is read as far as it goes; the truth knows whole labels alone, so it counts for nothing.
    private const double EdgeShare = 0.06;

    private readonly List<Result> results = [];

    /// <summary>True texts that were read.</summary>
    public int Read { get; private set; }

    /// <summary>True texts that were not read.</summary>
    public int Missed { get; private set; }

    /// <summary>Texts that were reported and do not stand there; what the picture's edge cuts off does not count.</summary>
    public int Wrong { get; private set; }

    /// <summary>The reading with the most texts read, for the picture.</summary>
    public Result? Best { get; private set; }

    /// <summary>Adds a result and gives its line: ours, true, verdict, time.</summary>
    public string Add(Result result)
    {
        long frame = result.Image.MediaFrame ?? 0;
        IReadOnlyList<string> expected = truth.TextsAt(frame);
        TextReading[] believed = result.Verdict is Verdict.Accept or Verdict.Warn ? [.. result.Texts] : [];
        string[] found = [.. believed.Select(static text => text.Text)];
        int read = expected.Count(found.Contains);
        int wrong = believed.Count(text =>
            !expected.Contains(text.Text) && !IsCut(text, result.Image) && !truth.IsAtEdge(text.Text, frame)
        );
        Read += read;
        Missed += expected.Count - read;
        Wrong += wrong;
        results.Add(result);
        if (read == found.Length && read > 0 && (Best is null || read > Best.Texts.Count))
        {
            Best = result;
        }

        string clock = (frame / truth.Fps).ToString("F1", CultureInfo.InvariantCulture);
        return $"{clock, 5} s  read {Quoted(found), -24} true {Quoted(expected), -24} {ResultText.VerdictName(result.Verdict), -8} {result.TimingMs.Total.ToString("F0", CultureInfo.InvariantCulture), 4} ms";
    }

    /// <summary>Rates and phases over all readings.</summary>
    public IEnumerable<string> Summary()
    {
        if (results.Count < 2)
        {
            yield break;
        }

        double seconds = (results[^1].Time.Captured - results[0].Time.Captured).TotalSeconds;
        double busy = results.Sum(static result => result.TimingMs.Total - result.TimingMs.Queue) / 1000;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count} readings in {seconds:F1} s: {(results.Count - 1) / seconds:F1} frames a second on this trigger, {results.Count / busy:F1} possible"
        );
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"milliseconds, median: queue {Median(static t => t.Queue):F1}, preprocess {Median(static t => t.Preprocess):F1}, vision {Median(static t => t.Vision):F1}, prefill {Median(static t => t.Prefill):F1}, decode {Median(static t => t.Decode):F1}, total {Median(static t => t.Total):F1}"
        );
    }

    private double Median(Func<PhaseTimes, double> phase)
    {
        double[] sorted = [.. results.Select(result => phase(result.TimingMs)).Order()];
        return sorted[sorted.Length / 2];
    }

    private static bool IsCut(TextReading text, ImageFacts image) =>
        text.Box is { } box && (box.X1 < EdgeShare * image.Width || box.X2 > (1 - EdgeShare) * image.Width);

    private static string Quoted(IReadOnlyList<string> texts) => texts.Count == 0 ? "-" : string.Join(" ", texts);
}
