namespace EdgeVL.Capture.Gates;

/// <summary>How a picture lies to a reference picture.</summary>
/// <param name="Response">How well they agree once shifted: 1 the same, above 0.8 the same view with other print, below 0.3 another scene.</param>
/// <param name="ShiftX">How far the scene moved to the right, in pixels of this picture.</param>
/// <param name="ShiftY">How far it moved down.</param>
/// <param name="Side">The picture's smaller side, pixels.</param>
/// <param name="Blocks">Blocks of the view that have texture in the reference and lie in both pictures; at most 48.</param>
/// <param name="Lost">Share of them that look different.</param>
public readonly record struct ViewReading(double Response, double ShiftX, double ShiftY, int Side, int Blocks, double Lost)
{
    /// <summary>Least response at which the shift is believed: its error is then under a third of 1/160 of the width.</summary>
    public const double LeastResponse = 0.3;

    /// <summary>Whether the shift means anything; a covered lens or another scene has none.</summary>
    public bool ShiftIsKnown => Response >= LeastResponse;

    /// <summary>Length of the shift as a share of the smaller side.</summary>
    public double Shift => Math.Sqrt((ShiftX * ShiftX) + (ShiftY * ShiftY)) / Side;
}

/// <summary>How far a view may change.</summary>
public sealed record ViewLimits
{
    /// <summary>Most shift, as a share of the picture's smaller side. Default 0.05: half of a usual margin around a region.</summary>
    public double MaxShift { get; init; } = 0.05;

    /// <summary>Most blocks that look different, as a share. Default 0.25.</summary>
    public double MaxLost { get; init; } = 0.25;
}
