namespace EdgeVL.Daemon.Trust;

/// <summary>How often something happens that was seen k times in n.</summary>
public static class Binomial
{
    /// <summary>Upper bound of a rate (Clopper and Pearson): with this confidence the true rate is not above it.</summary>
    /// <param name="seen">Times it was seen, 0 to <paramref name="count"/>.</param>
    /// <param name="count">Tries; without any the bound is 1.</param>
    /// <param name="confidence">0 to 1, exclusive. Default 0.95.</param>
    public static double UpperBound(int seen, int count, double confidence = 0.95)
    {
        Check(seen, count, confidence);
        if (count == 0 || seen == count)
        {
            return 1;
        }

        double low = 0,
            high = 1;
        while (high - low > 1e-12)
        {
            double middle = (low + high) / 2;
            (low, high) = AtMost(seen, count, middle) > 1 - confidence ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Fewest tries without a single event that show a rate of at most <paramref name="rate"/>.</summary>
    public static int TriesNeeded(double rate, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(rate, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1);
        return (int)Math.Ceiling(Math.Log(1 - confidence) / Math.Log(1 - rate));
    }

    /// <summary>P(Bin(count, rate) ≤ seen).</summary>
    public static double AtMost(int seen, int count, double rate)
    {
        if (seen >= count || rate <= 0)
        {
            return 1;
        }

        if (rate >= 1)
        {
            return 0;
        }

        double sum = 0,
            logarithm = count * Math.Log(1 - rate);
        for (int k = 0; k <= seen; k++)
        {
            sum += Math.Exp(logarithm);
            logarithm += Math.Log((double)(count - k) / (k + 1)) + Math.Log(rate / (1 - rate));
        }

        return Math.Min(1, sum);
    }

    private static void Check(int seen, int count, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(seen);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seen, count);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
    }
}
