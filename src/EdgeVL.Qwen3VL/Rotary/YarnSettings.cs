namespace EdgeVL.Qwen3VL.Rotary;

/// <summary>YaRN, for contexts beyond the trained length; it changes short prompts too.</summary>
/// <param name="Factor">How many times longer; 1 or more.</param>
/// <param name="OriginalLength">Trained length in tokens.</param>
public sealed record YarnSettings(double Factor, int OriginalLength)
{
    /// <summary>Turns over the trained length above which a frequency is kept. Default 32.</summary>
    public double FastTurns { get; init; } = 32;

    /// <summary>Turns over the trained length below which a frequency is divided by the factor. Default 1.</summary>
    public double SlowTurns { get; init; } = 1;

    /// <summary>What cos and sin are multiplied with; where null, <c>0.1 ln(factor) + 1</c>.</summary>
    public double? AttentionFactor { get; init; }
}
