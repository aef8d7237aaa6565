namespace EdgeVL.Qwen3VL.Generation;

/// <summary>How an answer is written.</summary>
public sealed record GenerationOptions
{
    /// <summary>How tokens are chosen. Default greedy.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Longest answer in tokens. Default 512.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Texts that end the answer; they are not part of it.</summary>
    public IReadOnlyList<string> StopTexts { get; init; } = [];

    /// <summary>Tokens that end the answer beside the model's own.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>Whether the model's own stop tokens end the answer. Default true; reference vectors run past them.</summary>
    public bool StopAtEnd { get; init; } = true;

    /// <summary>Whether a loop ends the answer. Default true.</summary>
    public bool StopAtRepetition { get; init; } = true;

    /// <summary>Number of the likeliest tokens reported beside the chosen one; null for no probabilities at all.</summary>
    public int? TopLogProbabilities { get; init; }
}

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop text did.</summary>
    Stop,

    /// <summary>The longest answer or the end of the context was reached.</summary>
    Length,

    /// <summary>The answer had fallen into a loop.</summary>
    Repetition,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,
}
