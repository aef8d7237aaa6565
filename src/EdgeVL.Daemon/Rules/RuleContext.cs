using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Rules;

/// <summary>Why a reading is made.</summary>
public enum ReadingKind
{
    /// <summary>For the plant.</summary>
    Live,

    /// <summary>Of golden pictures or old evidence.</summary>
    Replay,

    /// <summary>The recipe's own check on a timer.</summary>
    Canary,

    /// <summary>A person overrode a limit.</summary>
    Forced,
}

/// <summary>What rules know besides the fields.</summary>
public sealed record RuleContext
{
    /// <summary>The recipe's name, under which baselines are kept.</summary>
    public required string Recipe { get; init; }

    /// <summary>When the frame was taken, UTC.</summary>
    public required DateTimeOffset CapturedAt { get; init; }

    /// <summary>The day on the device's wall.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Whether the clock was set from outside. Default true.</summary>
    public bool ClockIsSure { get; init; } = true;

    /// <summary>The kernel's boot id.</summary>
    public string? BootId { get; init; }

    /// <summary>The monotonic clock when the frame was taken, ns.</summary>
    public long? MonotonicNs { get; init; }

    /// <summary>Why the reading is made. Default live.</summary>
    public ReadingKind Kind { get; init; }

    /// <summary>Id of the result that is being made.</summary>
    public string? ResultId { get; init; }

    /// <summary>The picture's readings, for expressions.</summary>
    public ImageFacts? Image { get; init; }

    /// <summary>σ of the picture's noise, DN, for expressions.</summary>
    public double? Noise { get; init; }

    /// <summary>Values that came with the trigger, and those that the recipe gives itself.</summary>
    public IReadOnlyDictionary<string, string> Trigger { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether what triggered the reading could have brought values, as a command can and an interval or a file cannot: then a
    /// missing one is an error, else a rule that needs it is not asked. Default false.</summary>
    public bool TriggerBringsValues { get; init; }

    /// <summary>Least measured probability of what was read beside the fields: texts, objects; null where that is nothing or unknown.</summary>
    public double? Probability { get; init; }

    /// <summary>Last accepted values; null where readings have nothing to do with one another, and rates are not judged.</summary>
    public IBaselineStore? Baselines { get; init; }

    /// <summary>Readings refused for their rate; null where nobody remembers them.</summary>
    public RateMemory? Rates { get; init; }

    /// <summary>By field, the model's second choice for each character of the value (UTF-16 units), null where it had none; for repair.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<char?>> RunnersUp { get; init; } = new Dictionary<string, IReadOnlyList<char?>>();

    /// <summary>Time since a baseline's frame, never negative: by the monotonic clock within one boot, else by the wall's.</summary>
    internal TimeSpan Since(Baseline baseline)
    {
        TimeSpan since =
            baseline.BootId is { } boot && boot == BootId && baseline.MonotonicNs is { } then && MonotonicNs is { } now
                ? TimeSpan.FromTicks((now - then) / TimeSpan.NanosecondsPerTick)
                : CapturedAt - baseline.At;
        return since < TimeSpan.Zero ? TimeSpan.Zero : since;
    }
}
