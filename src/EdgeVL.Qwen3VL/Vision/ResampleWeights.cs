namespace EdgeVL.Qwen3VL.Vision;

/// <summary>Which samples of one axis make each sample of the resized axis, and how much: bicubic with antialiasing, a = -0.5.</summary>
/// <remarks>Pillow's arithmetic: weights in double, then fixed point with 22 fractional bits.</remarks>
internal sealed class ResampleWeights
{
    /// <summary>Fractional bits of a weight; 8 bits of sample, 22 of weight and 2 to spare fill an int.</summary>
    public const int Precision = 22;

    private const double Sharpness = -0.5;
    private const double Reach = 2;

    private readonly int[] weights;
    private readonly int[] first;
    private readonly int[] count;
    private readonly int most;

    /// <summary>Computes the weights.</summary>
    /// <param name="sourceLength">Samples of the source, at least 1.</param>
    /// <param name="targetLength">Samples of the target, at least 1.</param>
    public ResampleWeights(int sourceLength, int targetLength)
    {
        SourceLength = sourceLength;
        TargetLength = targetLength;
        double scale = (double)sourceLength / targetLength;
        double stretch = Math.Max(scale, 1);
        double support = Reach * stretch;
        most = ((int)Math.Ceiling(support) * 2) + 1;
        weights = new int[targetLength * most];
        first = new int[targetLength];
        count = new int[targetLength];
        double[] exact = new double[most];
        for (int target = 0; target < targetLength; target++)
        {
            double centre = (target + 0.5) * scale;
            first[target] = Math.Max((int)(centre - support + 0.5), 0);
            count[target] = Math.Min((int)(centre + support + 0.5), sourceLength) - first[target];
            Weigh(exact.AsSpan(0, count[target]), first[target] - centre + 0.5, 1 / stretch);
            Round(exact.AsSpan(0, count[target]), weights.AsSpan(target * most));
        }
    }

    /// <summary>Samples of the source.</summary>
    public int SourceLength { get; }

    /// <summary>Samples of the target.</summary>
    public int TargetLength { get; }

    /// <summary>First source sample that counts for <paramref name="target"/>.</summary>
    public int First(int target) => first[target];

    /// <summary>Weights of the source samples from <see cref="First"/> on; their sum is close to 1 &lt;&lt; <see cref="Precision"/>.</summary>
    public ReadOnlySpan<int> Of(int target) => weights.AsSpan(target * most, count[target]);

    private static void Weigh(Span<double> exact, double start, double shrink)
    {
        double sum = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            exact[i] = Cubic((i + start) * shrink);
            sum += exact[i];
        }

        for (int i = 0; i < exact.Length && sum != 0; i++)
        {
            exact[i] /= sum;
        }
    }

    private static void Round(ReadOnlySpan<double> exact, Span<int> rounded)
    {
        for (int i = 0; i < exact.Length; i++)
        {
            rounded[i] = (int)((exact[i] * (1 << Precision)) + (exact[i] < 0 ? -0.5 : 0.5));
        }
    }

    private static double Cubic(double distance)
    {
        double x = Math.Abs(distance);
        return x switch
        {
            < 1 => ((((Sharpness + 2) * x) - (Sharpness + 3)) * x * x) + 1,
            < 2 => ((((x - 5) * x) + 8) * x - 4) * Sharpness,
            _ => 0,
        };
    }
}
