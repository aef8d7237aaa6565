using System.Globalization;
using System.Text.Json.Nodes;
using EdgeVL.Daemon.Trust;

namespace EdgeVL.Cli.Evaluation;

/// <summary>How far the probabilities of each task can be trusted.</summary>
/// <param name="readings">Labelled readings, by task.</param>
/// <param name="calibrated">Whether their probabilities are calibrated.</param>
internal sealed class TrustReports(IReadOnlyDictionary<string, List<ScoredReading>> readings, bool calibrated)
{
    // Of all tasks together, too: a small bound needs a thousand readings.
    private const string All = "all";

    private readonly (string Task, TrustReport Report)[] reports =
    [
        .. readings.Where(static entry => entry.Value.Count > 0).Select(static entry => (entry.Key, TrustReport.Of(entry.Value))),
        .. readings.Count(static entry => entry.Value.Count > 0) > 1
            ? [(All, TrustReport.Of([.. readings.Values.SelectMany(static list => list)]))]
            : ((string, TrustReport)[])[],
    ];

    /// <summary>A line a task, below a head.</summary>
    public IEnumerable<string> Lines()
    {
        if (reports.Length == 0)
        {
            yield break;
        }

        yield return $"probabilities, {(calibrated ? "calibrated" : "the model's own: not calibrated")}";
        yield return "task      fields  right    ece  95 % interval     upper  brier  auroc  cover at risk 1 %, 5 %";
        foreach ((string task, TrustReport report) in reports)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{task, -9} {report.Count, 6}  {report.Right:F3}  {report.Error.Raw:F3}  {report.Error.Low:F3} to {report.Error.High:F3}  {report.Error.Upper:F3}  {report.Brier:F3}  {report.AreaUnderRoc ?? 0:F3}  {Coverage(report, 0.01):P0}, {Coverage(report, 0.05):P0}"
            );
        }
    }

    /// <summary>The same as JSON.</summary>
    public JsonObject ToJson()
    {
        var tasks = new JsonObject { ["calibrated"] = calibrated };
        foreach ((string task, TrustReport report) in reports)
        {
            tasks[task] = new JsonObject
            {
                ["fields"] = report.Count,
                ["right"] = report.Right,
                ["ece"] = report.Error.Raw,
                ["ece_debiased"] = report.Error.Debiased,
                ["ece_low"] = report.Error.Low,
                ["ece_high"] = report.Error.High,
                ["ece_upper"] = report.Error.Upper,
                ["brier"] = report.Brier,
                ["auroc"] = report.AreaUnderRoc,
                ["augrc"] = report.AreaUnderGeneralisedRisk,
                ["coverage_at_risk_1"] = Coverage(report, 0.01),
                ["coverage_at_risk_5"] = Coverage(report, 0.05),
            };
        }

        return tasks;
    }

    /// <summary>Writes a plot a task to <paramref name="folder"/>; nothing where it is null.</summary>
    public void WritePlots(string? folder)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        foreach ((string task, TrustReport report) in reports)
        {
            File.WriteAllText(
                Path.Combine(folder, $"reliability-{task}.svg"),
                ReliabilityPlot.Svg(report, $"{task}{(calibrated ? "" : ", not calibrated")}")
            );
        }
    }

    private static double Coverage(TrustReport report, double risk) =>
        report.RiskByCoverage.Where(point => point.Risk <= risk).Select(static point => point.Coverage).DefaultIfEmpty(0).Max();
}
