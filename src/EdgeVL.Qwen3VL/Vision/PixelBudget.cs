namespace EdgeVL.Qwen3VL.Vision;

/// <summary>How many pixels a picture may have, or all frames of a video together, after it was resized for the model.</summary>
/// <param name="Min">Fewest pixels, at least 1; a smaller picture is enlarged.</param>
/// <param name="Max">Most pixels, not less than <paramref name="Min"/>; a larger picture is reduced.</param>
public readonly record struct PixelBudget(long Min, long Max);
