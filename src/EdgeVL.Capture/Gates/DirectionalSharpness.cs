namespace EdgeVL.Capture.Gates;

/// <summary>Sharpness R in four directions: energy of the edges at full over half resolution, times 4. 1 is without any detail of the size
/// of a pixel; print of 28 px is 5. Offset, gain and number of edges cancel, noise is subtracted. NaN for a direction without edges.</summary>
/// <param name="R0">Across upright edges (0°).</param>
/// <param name="R45">Across edges that fall to the right (45°).</param>
/// <param name="R90">Across level edges (90°).</param>
/// <param name="R135">Across edges that rise to the right (135°).</param>
public readonly record struct DirectionalSharpness(double R0, double R45, double R90, double R135)
{
    /// <summary>Fewer edge pixels than this say nothing.</summary>
    internal const int FewestEdges = 32;

    /// <summary>The least of the four: what a gate looks at.</summary>
    public double Least => double.MinNumber(double.MinNumber(R0, R45), double.MinNumber(R90, R135));

    /// <summary>The greatest of the four.</summary>
    public double Greatest => double.MaxNumber(double.MaxNumber(R0, R45), double.MaxNumber(R90, R135));

    /// <summary>Detail that is left in each direction, as a share of a reference's: (R - 1) / (R of the reference - 1), not below 0. A direction
    /// that the reference does not have is none; one that only the reference has is lost, 0.</summary>
    public DirectionalSharpness RelativeTo(DirectionalSharpness reference) =>
        new(Share(R0, reference.R0), Share(R45, reference.R45), Share(R90, reference.R90), Share(R135, reference.R135));

    /// <summary>How much more detail one direction keeps than the one across it: q of a smear, at least 1. Meant for shares.</summary>
    internal double Anisotropy => double.MaxNumber(double.MaxNumber(Unequal(R0, R90), Unequal(R45, R135)), 1);

    /// <summary>How much more detail one direction has than the one across it, at least 1; of R, where there is no reference.</summary>
    internal double Unevenness => double.MaxNumber(double.MaxNumber(Unequal(R0 - 1, R90 - 1), Unequal(R45 - 1, R135 - 1)), 1);

    /// <summary>(R - 1) / (R of the reference - 1), not below 0.</summary>
    internal static double Share(double value, double reference)
    {
        const double flat = 0.05; // a reference without detail is no measure
        return double.IsNaN(reference) ? double.NaN
            : double.IsNaN(value) ? 0
            : Math.Max(0, (value - 1) / Math.Max(reference - 1, flat));
    }

    /// <summary>Variance that noise of variance 1 leaves in a smoothed difference: κ at full resolution; a quarter of it at half.</summary>
    internal static double NoiseGain(int direction) => direction % 2 == 0 ? 0.234375 : 0.2734375;

    private static double Unequal(double first, double second)
    {
        const double least = 0.01;
        return Math.Max(Math.Max(first, least) / Math.Max(second, least), Math.Max(second, least) / Math.Max(first, least));
    }
}
