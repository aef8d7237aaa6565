using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Store;

/// <summary>Which results to read; a page ends at <see cref="Limit"/>, the next begins beside the last number of this one.</summary>
public sealed record ResultQuery
{
    /// <summary>Only the result of this id; null for any.</summary>
    public string? Id { get; init; }

    /// <summary>Smallest number. Default: the first that is kept.</summary>
    public long? From { get; init; }

    /// <summary>Largest number. Default: the last.</summary>
    public long? To { get; init; }

    /// <summary>Name of a camera. Default: all.</summary>
    public string? Camera { get; init; }

    /// <summary>Name of a recipe. Default: all.</summary>
    public string? Recipe { get; init; }

    /// <summary>A verdict. Default: all.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Whether the largest number comes first. Default true.</summary>
    public bool NewestFirst { get; init; } = true;

    /// <summary>How many at most, 1 to 1000. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
