using System.Globalization;
using EdgeVL.Cli.Terminal;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Cli.RecipeRuns;

/// <summary>Counts what a run came to.</summary>
internal sealed class RunSummary
{
    private readonly SortedDictionary<Verdict, int> verdicts = [];
    private readonly Dictionary<string, int> reasons = [];

    /// <summary>Results so far.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a result.</summary>
    public void Add(Result result)
    {
        Count++;
        verdicts[result.Verdict] = verdicts.GetValueOrDefault(result.Verdict) + 1;
        foreach (string code in result.Reasons.Select(static reason => reason.Code).Distinct())
        {
            reasons[code] = reasons.GetValueOrDefault(code) + 1;
        }
    }

    /// <summary>The table.</summary>
    public IEnumerable<string> Lines(string recipe, int skipped, TimeSpan took)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe}: {Count} read in {took.TotalSeconds:F1} s{(skipped > 0 ? $", {skipped} files that are no pictures skipped" : "")}"
        );
        foreach ((Verdict verdict, int count) in verdicts.Reverse())
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  {ResultText.VerdictName(verdict), -8} {count, 6}  {(double)count / Count, 6:P1}"
            );
        }

        foreach ((string code, int count) in reasons.OrderByDescending(static entry => entry.Value).ThenBy(static entry => entry.Key))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"    {code, -18} {count, 6}");
        }
    }
}
