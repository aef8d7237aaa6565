using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Evidence;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Judging;

/// <summary>What a reading came to.</summary>
/// <param name="Result">The result, without a number.</param>
/// <param name="Baselines">Last accepted values that it sets, in its own transaction.</param>
public sealed record RecipeResult(Result Result, IReadOnlyList<Baseline> Baselines)
{
    /// <summary>What reproduces it; null where the recipe keeps no evidence of anything.</summary>
    public EvidenceDraft? Evidence { get; init; }
}
