using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Gates;

/// <summary>What the gates say of a picture.</summary>
/// <param name="Refusals">Why it is not to be read; empty for a picture that passes.</param>
/// <param name="Warnings">What makes it suspicious, without refusing it.</param>
/// <param name="Margin">How far the nearest limit is: value over limit for a least value, limit over value for a most; 1 at the limit,
/// less where it is broken.</param>
public readonly record struct GateJudgement(IReadOnlyList<Reason> Refusals, IReadOnlyList<Reason> Warnings, double Margin)
{
    /// <summary>The picture may be read.</summary>
    public bool Passes => Refusals.Count == 0;
}
