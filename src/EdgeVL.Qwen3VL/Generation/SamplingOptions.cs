namespace EdgeVL.Qwen3VL.Generation;

/// <summary>How the next token is chosen. The default is greedy: the same answer every time.</summary>
public sealed record SamplingOptions
{
    /// <summary>0 takes the likeliest token; higher values flatten the distribution. 0 to 2. Default 0.</summary>
    public double Temperature { get; init; }

    /// <summary>Only this many of the likeliest tokens are considered; 0 for all. Default 0.</summary>
    public int TopK { get; init; }

    /// <summary>Only the likeliest tokens that together reach this probability are considered. 0 to 1. Default 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Logits of tokens seen in prompt or answer are divided (or multiplied, where negative) by this. Default 1.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted once from the logit of every token of the answer. Default 0.</summary>
    public double PresencePenalty { get; init; }

    /// <summary>Seed of the random choice; null for a new one each time.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether logits are used as they are.</summary>
    public bool IsPlainGreedy => Temperature == 0 && RepetitionPenalty == 1 && PresencePenalty == 0;
}
