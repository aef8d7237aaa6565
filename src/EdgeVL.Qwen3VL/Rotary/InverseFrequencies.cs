namespace EdgeVL.Qwen3VL.Rotary;

/// <summary>The inverse frequencies of a rotary embedding, in the reference's FP32 steps.</summary>
internal static class InverseFrequencies
{
    /// <summary><c>theta^(-2i / dim)</c> for i = 0 to dim / 2 - 1.</summary>
    public static float[] Plain(int dim, double theta) => [.. Periods(dim, theta).Select(static period => 1 / period)];

    /// <summary>As <see cref="Plain"/>, the slow ones divided by YaRN's factor, with a ramp between.</summary>
    public static float[] Stretched(int dim, double theta, YarnSettings yarn)
    {
        float[] frequencies = [.. Periods(dim, theta)];
        double low = Math.Max(Math.Floor(IndexOfTurns(yarn.FastTurns, dim, theta, yarn)), 0);
        double high = Math.Min(Math.Ceiling(IndexOfTurns(yarn.SlowTurns, dim, theta, yarn)), dim - 1);
        float width = (float)(high == low ? 0.001 : high - low); // as the reference, so that a ramp without width is a step
        for (int i = 0; i < frequencies.Length; i++)
        {
            float kept = 1 - Math.Clamp((i - (float)low) / width, 0, 1);
            float stretched = 1 / ((float)yarn.Factor * frequencies[i]);
            frequencies[i] = (stretched * (1 - kept)) + (1 / frequencies[i] * kept);
        }

        return frequencies;
    }

    /// <summary>What YaRN multiplies cos and sin with.</summary>
    public static float Attention(YarnSettings yarn) =>
        (float)(yarn.AttentionFactor ?? (yarn.Factor <= 1 ? 1 : (0.1 * Math.Log(yarn.Factor)) + 1));

    private static IEnumerable<float> Periods(int dim, double theta) =>
        Enumerable.Range(0, dim / 2).Select(i => (float)Math.Pow((float)theta, (float)(2 * i) / dim));

    /// <summary>The (broken) index of the frequency that turns so many times over the trained length.</summary>
    private static double IndexOfTurns(double turns, int dim, double theta, YarnSettings yarn) =>
        dim * Math.Log(yarn.OriginalLength / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));
}
