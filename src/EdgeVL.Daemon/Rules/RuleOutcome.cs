using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>What rules made of a reading.</summary>
public sealed record RuleOutcome
{
    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>All findings, in the order of the fields, then of the expressions; also those that did not settle the verdict.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The fields as they are to be published: without a value where the verdict is no_read or error, the candidate in raw.</summary>
    public required IReadOnlyDictionary<string, FieldReading> Fields { get; init; }

    /// <summary>Last accepted values that this result sets, in its own transaction; empty unless it is a live accept.</summary>
    public IReadOnlyList<Baseline> Baselines { get; init; } = [];

    /// <summary>The reasons of all findings.</summary>
    public IReadOnlyList<Reason> Reasons => [.. Findings.Select(static finding => finding.Reason)];
}
