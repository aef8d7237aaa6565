namespace EdgeVL.Capture.Gates;

/// <summary>What a picture is like, before anybody asks a model about it. Luma is full range, 0 to 255 DN.</summary>
public readonly record struct GateReadings
{
    /// <summary>Mean difference of two pictures of one scene, over the σ of their noise: 2/√π.</summary>
    public const double MeanDifferenceOfNoise = 1.128;

    /// <summary>Width of the region, pixels.</summary>
    public int Width { get; init; }

    /// <summary>Height of the region, pixels.</summary>
    public int Height { get; init; }

    /// <summary>Captured pixels a side that became one before sharpness and edges were measured.</summary>
    public int Step { get; init; }

    /// <summary>2nd percentile of luma, DN.</summary>
    public int P2 { get; init; }

    /// <summary>Median luma, DN.</summary>
    public int P50 { get; init; }

    /// <summary>98th percentile of luma, DN.</summary>
    public int P98 { get; init; }

    /// <summary>P98 / 255: the bright parts, whatever the mean is.</summary>
    public double Brightness => P98 / 255.0;

    /// <summary>C = (P98 - P2) / 255.</summary>
    public double Contrast => (P98 - P2) / 255.0;

    /// <summary>σ of the noise, DN; a lower bound where the picture was compressed.</summary>
    public double Noise { get; init; }

    /// <summary>(P98 - P2) / max(σ, 0.5): pure noise has 4.1.</summary>
    public double ContrastToNoise => (P98 - P2) / Math.Max(Noise, 0.5);

    /// <summary>Share of the pixels with a colour of 250 or more.</summary>
    public double ClippedHigh { get; init; }

    /// <summary>Share of the pixels with luma of 5 or less.</summary>
    public double ClippedLow { get; init; }

    /// <summary>Share of the pixels that lie on an edge.</summary>
    public double EdgeShare { get; init; }

    /// <summary>R by direction; null where there are too few edges to tell.</summary>
    public DirectionalSharpness? Sharpness { get; init; }

    /// <summary>Hash of the region's pixels.</summary>
    public ulong Hash { get; init; }

    /// <summary>How many frames before it in a row had the same pixels; 0 for a fresh frame.</summary>
    public int Repeats { get; init; }

    /// <summary>How many frames ago the same pixels were seen last, up to 1,024; 0 for never.</summary>
    public int RepeatDistance { get; init; }

    /// <summary>How many frames in a row each repeated the one <see cref="RepeatDistance"/> before, where that is more than 1.</summary>
    public int LoopRun { get; init; }

    /// <summary>Mean difference of luma to the frame before, DN; null without one of the same size.</summary>
    public double? Difference { get; init; }

    /// <summary>ρ = difference / (1.128 σ) with this frame's own σ: 1 live, 0.3 a re-encoded copy, 0 a copy.</summary>
    public double? Likeness { get; init; }

    /// <summary>Change of the median to the frame before, DN, not negative.</summary>
    public int? ExposureStep { get; init; }

    /// <summary>How unevenly the rows' brightness changed since the frame before: the deviation of bands of 16 rows, as a share; light
    /// that flickers.</summary>
    public double? Ripple { get; init; }
}

/// <summary>Sharpness of one tile of 64 × 64 pixels.</summary>
/// <param name="EdgeShare">Share of its pixels that lie on an edge.</param>
/// <param name="Sharpness">Its R, all directions together; null with too few edges.</param>
public readonly record struct TileReading(double EdgeShare, double? Sharpness);
