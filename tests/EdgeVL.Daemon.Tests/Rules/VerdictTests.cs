using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class VerdictTests
{
    private static readonly Gen<Finding[]> Findings =
        from verdicts in Gen.Elements(Enum.GetValues<Verdict>()).ListOf()
        select verdicts.Select(static verdict => new Finding(new Reason("any"), verdict)).ToArray();

    [Fact]
    public void Error_stands_over_no_read_over_reject_over_warn_over_accept() =>
        Prop.ForAll(
                Findings.ToArbitrary(),
                static findings =>
                {
                    Verdict verdict = new VerdictPolicy().Decide(findings);
                    bool Has(Verdict one) => findings.Any(finding => finding.Verdict == one);
                    return verdict
                        == (
                            Has(Verdict.Error) ? Verdict.Error
                            : Has(Verdict.NoRead) ? Verdict.NoRead
                            : Has(Verdict.Reject) ? Verdict.Reject
                            : Has(Verdict.Warn) ? Verdict.Warn
                            : Verdict.Accept
                        );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Where_reject_wins_it_stands_over_no_read_and_nothing_else_changes() =>
        Prop.ForAll(
                Findings.ToArbitrary(),
                static findings =>
                {
                    Verdict usual = new VerdictPolicy().Decide(findings),
                        verdict = new VerdictPolicy { RejectWins = true }.Decide(findings);
                    bool both = usual == Verdict.NoRead && findings.Any(static finding => finding.Verdict == Verdict.Reject);
                    return verdict == (both ? Verdict.Reject : usual);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_findings_does_not_matter() =>
        Prop.ForAll(
                Findings.ToArbitrary(),
                static findings => new VerdictPolicy().Decide(findings) == new VerdictPolicy().Decide(findings.Reverse())
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void More_findings_never_make_a_better_verdict() =>
        Prop.ForAll(
                Findings.ToArbitrary(),
                Findings.ToArbitrary(),
                static (some, more) => new VerdictPolicy().Decide([.. some, .. more]) <= new VerdictPolicy().Decide(some)
            )
            .QuickCheckThrowOnFailure();
}
