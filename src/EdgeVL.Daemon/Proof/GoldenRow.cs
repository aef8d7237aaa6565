using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Proof;

/// <summary>One golden picture and what became of it.</summary>
/// <param name="Image">The file.</param>
/// <param name="Expected">The verdict that was expected.</param>
/// <param name="Result">What was read; null where the picture itself cannot be.</param>
/// <param name="Differences">What is not as expected, a sentence each; empty where everything is.</param>
public sealed record GoldenRow(string Image, Verdict Expected, Result? Result, IReadOnlyList<string> Differences)
{
    /// <summary>Whether everything is as expected.</summary>
    public bool Passed => Differences.Count == 0;
}
