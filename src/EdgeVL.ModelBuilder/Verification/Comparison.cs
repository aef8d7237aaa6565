namespace EdgeVL.ModelBuilder.Verification;

/// <summary>Compares what was computed with what the reference says.</summary>
/// <param name="name">The case.</param>
/// <param name="limit">Largest relative error of float arrays; null for no verdict.</param>
/// <param name="rows">Receives a row a comparison.</param>
internal sealed class Comparison(string name, double? limit, List<VerificationRow> rows)
{
    // Pixels go through integers alone: what differs by more than rounding of one division is another resampler.
    private const double PixelLimit = 1e-6;

    /// <summary>Integers, which must be equal.</summary>
    public void Exact(string array, ReadOnlySpan<int> found, int[]? expected)
    {
        if (expected is null)
        {
            return;
        }

        int common = Math.Min(found.Length, expected.Length);
        int differences = Math.Abs(found.Length - expected.Length);
        string? first = found.Length == expected.Length ? null : $"{found.Length} instead of {expected.Length} values";
        for (int i = 0; i < common; i++)
        {
            if (found[i] != expected[i])
            {
                differences++;
                first ??= $"first at {i}: {found[i]} instead of {expected[i]}";
            }
        }

        rows.Add(new VerificationRow(name, array, differences, limit is null ? null : 0, first));
    }

    /// <summary>Texts, which must be equal.</summary>
    public void Exact(string array, string found, string? expected)
    {
        if (expected is not null)
        {
            bool equal = string.Equals(found, expected, StringComparison.Ordinal);
            rows.Add(
                new VerificationRow(
                    name,
                    array,
                    equal ? 0 : 1,
                    limit is null ? null : 0,
                    equal ? null : $"'{found}' instead of '{expected}'"
                )
            );
        }
    }

    /// <summary>Pixels, compared absolutely.</summary>
    public void Pixels(string array, ReadOnlySpan<float> found, float[]? expected)
    {
        if (expected is not null)
        {
            rows.Add(new VerificationRow(name, array, LargestDifference(found, expected), limit is null ? null : PixelLimit));
        }
    }

    /// <summary>Floats, compared relative to the largest magnitude of the reference.</summary>
    public void Relative(string array, ReadOnlySpan<float> found, float[]? expected)
    {
        if (expected is not null)
        {
            float largest = expected.Length == 0 ? 0 : expected.Max(MathF.Abs);
            rows.Add(new VerificationRow(name, array, LargestDifference(found, expected) / (largest == 0 ? 1 : largest), limit));
        }
    }

    private static double LargestDifference(ReadOnlySpan<float> found, float[] expected)
    {
        if (found.Length != expected.Length)
        {
            return double.PositiveInfinity;
        }

        double largest = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double difference = Math.Abs((double)found[i] - expected[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }
}
