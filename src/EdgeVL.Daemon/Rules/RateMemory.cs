namespace EdgeVL.Daemon.Rules;

/// <summary>The last readings of a recipe that were refused for their rate: when five in a row fit one another, the last accepted value is
/// probably the wrong one.</summary>
/// <remarks>A false high reading that was accepted once would otherwise lock out every right one. It only proposes; a person sets.</remarks>
public sealed class RateMemory
{
    private const int Needed = 5;

    private readonly Dictionary<string, List<Candidate>> refused = [];

    /// <summary>Forgets a field's refused readings: one was accepted.</summary>
    public void Accepted(string field) => refused.Remove(field);

    /// <summary>Remembers a refused reading.</summary>
    /// <returns>The value to propose as baseline; null while there is none.</returns>
    internal decimal? Propose(string field, decimal value, RuleContext context, RateRule rule)
    {
        if (!refused.TryGetValue(field, out List<Candidate>? row))
        {
            refused[field] = row = [];
        }

        if (row.Count > 0 && !rule.Follows(value, row[^1].Value, Abs(context.CapturedAt - row[^1].At)))
        {
            row.Clear();
        }

        row.Add(new Candidate(value, context.CapturedAt));
        if (row.Count > Needed)
        {
            row.RemoveAt(0);
        }

        return row.Count == Needed ? value : null;
    }

    private static TimeSpan Abs(TimeSpan time) => time < TimeSpan.Zero ? -time : time;

    private readonly record struct Candidate(decimal Value, DateTimeOffset At);
}
