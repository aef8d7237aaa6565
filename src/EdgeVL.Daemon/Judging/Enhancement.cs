using EdgeVL.Capture.Gates;

namespace EdgeVL.Daemon.Judging;

/// <summary>What may be done to a dark picture before the model sees it. Never the gates: they measure what the camera gave.</summary>
/// <param name="Name">As results record it.</param>
/// <param name="Gamma">Exponent of the curve after the gain, 1 for none.</param>
/// <param name="Averaged">Whether frames are averaged first.</param>
internal sealed record Enhancement(string Name, double Gamma, bool Averaged)
{
    // A gain beyond these makes strokes of noise: an empty dark picture would get "contrast".
    private const double MostGain = 8,
        MostNoise = 8,
        Target = 220;

    /// <summary>A picture that is brighter than this needs no light: on labelled frames of P98/255 from 0.2 to 0.43 more light made no line
    /// right and some wrong ones sure.</summary>
    public const double BrightEnough = 0.2;

    /// <summary>The enhancements, the mildest first.</summary>
    public static IReadOnlyList<Enhancement> Chain { get; } =
    [new("gain", 1, Averaged: false), new("contrast", 0.7, Averaged: false), new("average", 1, Averaged: true)];

    /// <summary>Whether more light can help a picture at all.</summary>
    public static bool CanHelp(in GateReadings readings) => readings.Brightness < BrightEnough && GainOf(readings) > 1.2;

    /// <summary>The curve for a picture, 256 values.</summary>
    /// <param name="readings">Of the picture as it was captured.</param>
    /// <param name="averaged">Frames that were averaged: their noise is smaller.</param>
    public void WriteCurve(in GateReadings readings, int averaged, Span<byte> curve)
    {
        double gain = GainOf(readings with { Noise = readings.Noise / Math.Sqrt(Math.Max(1, averaged)) });
        double black = Gamma == 1 ? 0 : readings.P2;
        for (int value = 0; value < 256; value++)
        {
            double lit = Math.Clamp((value - black) * gain / Target, 0, 1);
            curve[value] = (byte)Math.Clamp(Math.Round(Math.Pow(lit, Gamma) * Target), 0, 255);
        }
    }

    private static double GainOf(in GateReadings readings) =>
        Math.Min(Math.Min(MostGain, Target / Math.Max(1, readings.P98)), MostNoise / Math.Max(readings.Noise, 0.25));
}
