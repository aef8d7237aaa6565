using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Recipes;

/// <summary>One recipe: which camera is asked what, and when.</summary>
public sealed record Recipe
{
    /// <summary>Name, the same as the file's; one topic level.</summary>
    public required string Name { get; init; }

    /// <summary>The camera that is asked.</summary>
    public required string Camera { get; init; }

    /// <summary>When it is asked.</summary>
    public required RecipeTrigger Trigger { get; init; }

    /// <summary>What it is asked.</summary>
    public required TaskQuestion Question { get; init; }

    /// <summary>How large a picture the model is given. Default: the model's own limits.</summary>
    public PixelBudget Pixels { get; init; }

    /// <summary>The part of the frame that is looked at. Default the whole.</summary>
    public RelativeRegion Region { get; init; } = new(0, 0, 1, 1);

    /// <summary>Longest answer in tokens, 1 to 8192. Default 512.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>The file it was read from, full path.</summary>
    public required string File { get; init; }

    /// <summary><c>sha256:</c> and the hash of that file.</summary>
    public required string Hash { get; init; }
}

/// <summary>When a recipe is asked.</summary>
/// <param name="Interval">Time from one reading to the next, 50 ms to 1 d.</param>
public sealed record RecipeTrigger(TimeSpan Interval);

/// <summary>How many pixels the model is given, 1024 to 16777216: a smaller picture is scaled up, a larger one down.</summary>
/// <param name="Min">Least pixels; null for the model's own limit.</param>
/// <param name="Max">Most pixels; null for the model's own limit.</param>
public readonly record struct PixelBudget(int? Min, int? Max);
