using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>Makes one verdict of many findings: error over no_read over reject over warn over accept.</summary>
/// <remarks>Every finding is listed whatever the verdict is. With <see cref="RejectWins"/> a reject, which only trusted fields give,
/// stands above a field that was not read: a part that is known to be bad is bad.</remarks>
public sealed record VerdictPolicy
{
    /// <summary>Whether a reject stands above a no_read. Default false.</summary>
    public bool RejectWins { get; init; }

    /// <summary>The verdict of some findings; accept for none.</summary>
    public Verdict Decide(IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Verdict verdict = Verdict.Accept;
        foreach (Finding finding in findings)
        {
            verdict = Rank(finding.Verdict) < Rank(verdict) ? finding.Verdict : verdict;
        }

        return verdict;
    }

    private int Rank(Verdict verdict) =>
        (verdict, RejectWins) switch
        {
            (Verdict.Reject, true) => (int)Verdict.NoRead,
            (Verdict.NoRead, true) => (int)Verdict.Reject,
            _ => (int)verdict, // the enumeration stands in this order
        };
}
