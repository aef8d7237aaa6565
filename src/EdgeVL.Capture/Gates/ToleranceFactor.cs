namespace EdgeVL.Capture.Gates;

/// <summary>How many standard deviations below the mean of n normal values lies a limit that, with 95 % confidence, 95 % of all exceed.</summary>
internal static class ToleranceFactor
{
    // One-sided factors by n, from the noncentral t distribution; between two, the smaller n's larger factor is safe.
    private static readonly (int Count, double Factor)[] Table =
    [
        (2, 26.260),
        (3, 7.656),
        (4, 5.144),
        (5, 4.203),
        (6, 3.708),
        (7, 3.399),
        (8, 3.187),
        (9, 3.031),
        (10, 2.911),
        (15, 2.566),
        (20, 2.396),
        (30, 2.220),
        (50, 2.065),
        (100, 1.927),
    ];

    /// <summary>The factor k; null for a single value, whose deviation nobody knows.</summary>
    public static double? Of(int count)
    {
        double? factor = null;
        foreach ((int least, double candidate) in Table)
        {
            factor = count >= least ? candidate : factor;
        }

        return factor;
    }
}
