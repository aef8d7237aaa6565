namespace EdgeVL.Qwen3VL.Constraints;

/// <summary>What one row of raw logits says of a mask: temperature 1, no penalties. NaN counts as minus infinity.</summary>
public readonly record struct MaskedScores
{
    internal MaskedScores(float largest, double sum, int best, float largestAllowed, double sumAllowed)
    {
        Largest = largest;
        Sum = sum;
        Best = best;
        LargestAllowed = largestAllowed;
        SumAllowed = sumAllowed;
    }

    /// <summary>The likeliest token that is allowed; the first of them among equals.</summary>
    public int Best { get; }

    /// <summary>Z: the part of the unconstrained distribution that the mask keeps, 0 to 1.</summary>
    public double AllowedMass => Math.Min(1, Math.Exp((double)LargestAllowed - Largest) * SumAllowed / Sum);

    /// <summary>Natural logarithm of the sum of the exponentials of all logits.</summary>
    public double LogSum => Largest + Math.Log(Sum);

    internal float Largest { get; }

    // Of exp(logit - Largest) over all tokens, and of exp(logit - LargestAllowed) over those that are allowed.
    internal double Sum { get; }

    internal float LargestAllowed { get; }

    internal double SumAllowed { get; }

    /// <summary>q: the probability of an allowed token among those that are allowed.</summary>
    /// <param name="logit">Its logit.</param>
    public double Probability(float logit) => Math.Exp((double)LogitSweeps.Finite(logit) - LargestAllowed) / SumAllowed;
}
