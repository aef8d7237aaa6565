using System.Globalization;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Cli.Demo;

/// <summary>Readings beside the truth, and their sums.</summary>
internal sealed class DemoScore(ClipTruth truth)
{
    private readonly List<Result> results = [];
    private readonly int firstSpoilt = SpoiltClip.FirstSpoilt(truth);
    private readonly SortedDictionary<string, int> refusals = new(StringComparer.Ordinal);

    /// <summary>True texts that were read.</summary>
    public int Read { get; private set; }

    /// <summary>True texts that were not read.</summary>
    public int Missed { get; private set; }

    /// <summary>Texts that were reported and do not stand there; what the picture's edge cuts off does not count.</summary>
    public int Wrong { get; private set; }

    /// <summary>The surest reading, for the picture.</summary>
    public Result? Best { get; private set; }

    /// <summary>Adds a reading of the labels and gives its line: ours, true, verdict, time.</summary>
    public string Add(Result result)
    {
        long frame = result.Image.MediaFrame ?? 0;
        bool spoilt = frame >= firstSpoilt;
        IReadOnlyList<string> expected = spoilt ? [] : truth.TextsAt(frame);
        string? found = result.Fields.GetValueOrDefault(Lot)?.Value?.GetValue<string>();
        bool right = found is not null && expected.Contains(found);
        Read += right ? 1 : 0;
        Missed += right || expected.Count == 0 ? 0 : 1;
        Wrong += found is null || right || (!spoilt && truth.IsAtEdge(found, frame)) ? 0 : 1;
        results.Add(result);
        foreach (string code in found is null ? result.Reasons.Select(static reason => reason.Code).Distinct() : [])
        {
            refusals[code] = refusals.GetValueOrDefault(code) + 1;
        }

        if (right && (Best is null || Probability(result) > Probability(Best)))
        {
            Best = result;
        }

        string standing =
            expected.Count > 0 ? string.Join(" ", expected)
            : spoilt ? "(spoilt)"
            : "-";
        return $"{Clock(frame), 5} s  {"lot-code", -11}  read {found ?? "-", -10} true {standing, -18} {Outcome(result)}";
    }

    /// <summary>The line of a reading of the light.</summary>
    public string Watch(Result result)
    {
        string lighting = result.Scene?.Lighting ?? "-";
        return $"{Clock(result.Image.MediaFrame ?? 0), 5} s  {"scene-watch", -11}  lighting {lighting, -30} {Outcome(result)}";
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
        yield return "not read because of "
            + string.Join(
                ", ",
                refusals.OrderByDescending(static entry => entry.Value).Select(static entry => $"{entry.Key} {entry.Value}")
            );
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"milliseconds, median: queue {Median(static t => t.Queue):F1}, preprocess {Median(static t => t.Preprocess):F1}, vision {Median(static t => t.Vision):F1}, prefill {Median(static t => t.Prefill):F1}, decode {Median(static t => t.Decode):F1}, total {Median(static t => t.Total):F1}"
        );
    }

    private const string Lot = "lot";

    private static double Probability(Result result) => result.Fields[Lot].Probability ?? 0;

    private string Clock(long frame) => (frame / truth.Fps).ToString("F1", CultureInfo.InvariantCulture);

    private static string Outcome(Result result)
    {
        string codes = string.Join(", ", result.Reasons.Select(static reason => reason.Code).Distinct());
        string milliseconds = result.TimingMs.Total.ToString("F0", CultureInfo.InvariantCulture);
        return $"{ResultText.VerdictName(result.Verdict), -8} {milliseconds, 4} ms{(codes.Length > 0 ? $"  because {codes}" : "")}";
    }

    private double Median(Func<PhaseTimes, double> phase)
    {
        double[] sorted = [.. results.Select(result => phase(result.TimingMs)).Order()];
        return sorted[sorted.Length / 2];
    }
}
