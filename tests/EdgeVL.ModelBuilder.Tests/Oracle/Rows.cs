namespace EdgeVL.ModelBuilder.Tests.Oracle;

/// <summary>The arithmetic of the reference model, in doubles and plain loops: it is read beside the paper, not run fast.</summary>
internal static class Rows
{
    /// <summary>W · x + b for a weight [outputs, inputs].</summary>
    public static double[] Linear(float[] weight, float[]? bias, double[] x)
    {
        double[] y = new double[weight.Length / x.Length];
        for (int o = 0; o < y.Length; o++)
        {
            double sum = bias?[o] ?? 0;
            for (int i = 0; i < x.Length; i++)
            {
                sum += (double)weight[(o * x.Length) + i] * x[i];
            }

            y[o] = sum;
        }

        return y;
    }

    /// <summary>x / √(mean(x²) + ε) ∘ w.</summary>
    public static double[] RootMeanSquareNorm(ReadOnlySpan<double> x, float[] weight)
    {
        double squares = 0;
        foreach (double value in x)
        {
            squares += value * value;
        }

        double scale = 1 / Math.Sqrt((squares / x.Length) + 1e-6);
        double[] y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * scale * weight[i];
        }

        return y;
    }

    /// <summary>(x − mean) / √(variance + ε) ∘ w + b.</summary>
    public static double[] LayerNorm(double[] x, float[] weight, float[] bias)
    {
        double mean = x.Average();
        double variance = x.Average(value => (value - mean) * (value - mean));
        double scale = 1 / Math.Sqrt(variance + 1e-6);
        return [.. x.Select((value, i) => ((value - mean) * scale * weight[i]) + bias[i])];
    }

    public static double Silu(double x) => x / (1 + Math.Exp(-x));

    /// <summary>GELU of the blocks.</summary>
    public static double TanhGelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    /// <summary>GELU of the mergers: x · Φ(x).</summary>
    public static double ErfGelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>Attention of one query over some keys; all of head size.</summary>
    public static double[] Attend(double[] query, IReadOnlyList<double[]> keys, IReadOnlyList<double[]> values)
    {
        double scale = 1 / Math.Sqrt(query.Length);
        double[] shares = [.. keys.Select(key => Math.Exp(scale * Dot(query, key)))];
        double sum = shares.Sum();
        double[] mixed = new double[query.Length];
        for (int k = 0; k < keys.Count; k++)
        {
            for (int i = 0; i < mixed.Length; i++)
            {
                mixed[i] += shares[k] / sum * values[k][i];
            }
        }

        return mixed;
    }

    /// <summary>Turns the pairs (i, i + n / 2) of a head by angle i.</summary>
    public static double[] Rotated(double[] head, ReadOnlySpan<double> angles, double scaling = 1)
    {
        int half = head.Length / 2;
        double[] turned = new double[head.Length];
        for (int i = 0; i < half; i++)
        {
            (double sin, double cos) = Math.SinCos(angles[i]);
            turned[i] = ((head[i] * cos) - (head[i + half] * sin)) * scaling;
            turned[i + half] = ((head[i + half] * cos) + (head[i] * sin)) * scaling;
        }

        return turned;
    }

    public static double[] Sum(double[] one, double[] other) => [.. one.Zip(other, static (a, b) => a + b)];

    private static double Dot(double[] one, double[] other) => one.Zip(other, static (a, b) => a * b).Sum();

    // The series of erf converges quickly where it is used, |x| below 5; beyond, erf is ±1 to all digits that matter.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
        {
            return Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum) && n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
