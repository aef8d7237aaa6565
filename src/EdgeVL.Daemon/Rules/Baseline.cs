namespace EdgeVL.Daemon.Rules;

/// <summary>The last accepted value of a field: what the next one is compared with.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Field">The field.</param>
/// <param name="Value">The value.</param>
/// <param name="At">When its frame was taken, UTC.</param>
public sealed record Baseline(string Recipe, string Field, decimal Value, DateTimeOffset At)
{
    /// <summary>The kernel's boot id at that time: within one boot the monotonic clock tells how long ago it was.</summary>
    public string? BootId { get; init; }

    /// <summary>The monotonic clock at that time, ns.</summary>
    public long? MonotonicNs { get; init; }

    /// <summary>The result that set it; null where a person did.</summary>
    public string? ResultId { get; init; }
}

/// <summary>Where baselines are kept.</summary>
/// <remarks>A store writes the moves of a result in the result's own transaction, so that neither is there without the other.</remarks>
public interface IBaselineStore
{
    /// <summary>The last accepted value; null where there is none.</summary>
    Baseline? Find(string recipe, string field);

    /// <summary>Sets it, whatever was there.</summary>
    void Set(Baseline baseline);

    /// <summary>Forgets it.</summary>
    void Remove(string recipe, string field);
}

/// <summary>Baselines that end with the process: for recipes that are run over files, and for tests.</summary>
public sealed class MemoryBaselines : IBaselineStore
{
    private readonly Dictionary<(string Recipe, string Field), Baseline> values = [];

    /// <inheritdoc/>
    public Baseline? Find(string recipe, string field) => values.GetValueOrDefault((recipe, field));

    /// <inheritdoc/>
    public void Set(Baseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        values[(baseline.Recipe, baseline.Field)] = baseline;
    }

    /// <inheritdoc/>
    public void Remove(string recipe, string field) => values.Remove((recipe, field));
}
