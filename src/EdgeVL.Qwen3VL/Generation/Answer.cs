using EdgeVL.Qwen3VL.Constraints;

namespace EdgeVL.Qwen3VL.Generation;

/// <summary>An answer and how it came about.</summary>
public sealed record Answer
{
    /// <summary>The text, special tokens dropped.</summary>
    public required string Text { get; init; }

    /// <summary>Its tokens, without the one that ended it.</summary>
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason Finish { get; init; }

    /// <summary>Log-probability of each token; empty where none were asked for.</summary>
    public required IReadOnlyList<double> LogProbabilities { get; init; }

    /// <summary>The likeliest tokens at each place, best first; empty where none were asked for.</summary>
    public required IReadOnlyList<IReadOnlyList<TokenProbability>> Best { get; init; }

    /// <summary>Tokens that a constraint left no choice about.</summary>
    public int ForcedTokens { get; init; }

    /// <summary>The values of a constrained answer with their probabilities, containers before what they contain; empty for a free one.</summary>
    public IReadOnlyList<FieldReading> Values { get; init; } = [];

    /// <summary>Tokens of the prompt that the cache still held.</summary>
    public int KeptTokens { get; init; }

    /// <summary>Time for reading the prompt.</summary>
    public TimeSpan PrefillTime { get; init; }

    /// <summary>Time for writing the answer.</summary>
    public TimeSpan DecodeTime { get; init; }
}
