using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Daemon.Recipes;

/// <summary>What proves a recipe.</summary>
public sealed record ProofOptions
{
    /// <summary>Golden pictures with what is expected of them.</summary>
    public IReadOnlyList<GoldenPicture> Golden { get; init; } = [];

    /// <summary>How often the daemon repeats the proof, 1 min to 30 d; null for never. Default: 1 h where there are golden pictures.</summary>
    public TimeSpan? Canary { get; init; }
}

/// <summary>A golden picture.</summary>
/// <param name="Image">The file, full path.</param>
/// <param name="Hash"><c>sha256:</c> and the hash of the file.</param>
public sealed record GoldenPicture(string Image, string Hash)
{
    /// <summary>The verdict expected. Default accept.</summary>
    public Verdict Verdict { get; init; } = Verdict.Accept;

    /// <summary>Values expected of fields; null stands for a field that must not be read.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Fields { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Texts that must be among those read; null where none are asked for.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Labels that must be among the objects, each as often as it stands here; null where none are asked for.</summary>
    public IReadOnlyList<string>? Objects { get; init; }
}
