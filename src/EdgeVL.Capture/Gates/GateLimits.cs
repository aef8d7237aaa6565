namespace EdgeVL.Capture.Gates;

/// <summary>What a picture must be like to be read; what is null is not judged.</summary>
/// <remarks>The defaults are absolute and hold for a recipe without golden pictures; <see cref="GateReference"/> makes limits from those.</remarks>
public sealed record GateLimits
{
    /// <summary>Limits of a recipe that gives none.</summary>
    public static GateLimits Default { get; } = new();

    /// <summary>Light and contrast.</summary>
    public ExposureLimits Exposure { get; init; } = new();

    /// <summary>Pictures that were seen before.</summary>
    public RepeatLimits Repeats { get; init; } = new();

    /// <summary>Detail, against the golden pictures. Default: not judged.</summary>
    public SharpnessLimits? Sharpness { get; init; }

    /// <summary>Detail, by itself. Default: what no sharp print of any size falls below; null where golden pictures say more.</summary>
    public DetailLimits? Detail { get; init; } = new();

    /// <summary>Share of edge pixels. Default: not judged.</summary>
    public EdgeLimits? Edges { get; init; }

    /// <summary>Most noise, DN. Default: not judged.</summary>
    public double? MaxNoise { get; init; }

    /// <summary>Light that changes from frame to frame within one reading. Default: not judged.</summary>
    public SteadyLimits? Steady { get; init; }
}

/// <summary>Light and contrast.</summary>
public sealed record ExposureLimits
{
    /// <summary>Least P98 / 255. Default 0.05.</summary>
    public double MinBrightness { get; init; } = 0.05;

    /// <summary>Least C = (P98 - P2) / 255. Default 0.012, 3 DN.</summary>
    public double MinContrast { get; init; } = 0.012;

    /// <summary>Least (P98 - P2) / max(σ, 0.5). Default 5; pure noise has 4.1.</summary>
    public double MinContrastToNoise { get; init; } = 5;

    /// <summary>Most clipped pixels, as a share, where the contrast is below <see cref="ClippedContrast"/>. Default 0.15.</summary>
    public double MaxClipped { get; init; } = 0.15;

    /// <summary>With this contrast clipped pixels do no harm: white paper. Default 0.065.</summary>
    public double ClippedContrast { get; init; } = 0.065;
}

/// <summary>Pictures that were seen before.</summary>
public sealed record RepeatLimits
{
    /// <summary>Repeats of one picture in a row that make it frozen; 0 is never. Default 1.</summary>
    public int FrozenAfter { get; init; } = 1;

    /// <summary>Frames in a row that came round again which make a loop; 0 is never. Default 0: files may be played in a loop.</summary>
    public int LoopAfter { get; init; }

    /// <summary>Least difference to the frame before, over 1.128 times <see cref="Noise"/>; below it warns. Default: not judged.</summary>
    public double? MinLikeness { get; init; }

    /// <summary>σ of live pictures at this gain, DN.</summary>
    public double Noise { get; init; }
}

/// <summary>Detail, against the golden pictures.</summary>
/// <param name="Golden">R of the golden pictures.</param>
/// <param name="Step">Captured pixels a side that became one when it was measured: readings are judged at the same step only.</param>
public sealed record SharpnessLimits(DirectionalSharpness Golden, int Step)
{
    /// <summary>Least (R - 1) / (golden R - 1) in every direction. Default 0.5: a defocus of about 1.2 px.</summary>
    public double MinShare { get; init; } = 0.5;

    /// <summary>A picture without the detail is called smeared when one direction has this much more than the one across it. Default 2.</summary>
    public double SmearRatio { get; init; } = 2;

    /// <summary>The golden pictures' tiles, for pictures of the same size. Default: none, not judged.</summary>
    public IReadOnlyList<TileReading> Tiles { get; init; } = [];

    /// <summary>Least share of the tiles with edges that keep <see cref="MinShare"/>. Default 0.8.</summary>
    public double MinTiles { get; init; } = 0.8;
}

/// <summary>Detail of a picture that is compared with none.</summary>
/// <remarks>A single sharp edge, as large print has, has an R of 2; small print more.</remarks>
public sealed record DetailLimits
{
    /// <summary>Least R in every direction where it was measured on means of several pixels. Default 1.7.</summary>
    public double Min { get; init; } = 1.7;

    /// <summary>Least R in every direction at the camera's own pixels, which a lens and a colour filter soften. Default 1.25.</summary>
    public double MinAtFullScale { get; init; } = 1.25;

    /// <summary>R below which a picture with <see cref="SmearRatio"/> is smeared. Default 2.2.</summary>
    public double MinSmeared { get; init; } = 2.2;

    /// <summary>The same at the camera's own pixels. Default 1.6.</summary>
    public double MinSmearedAtFullScale { get; init; } = 1.6;

    /// <summary>How much more detail one direction may have than the one across it. Default 3.</summary>
    public double SmearRatio { get; init; } = 3;
}

/// <summary>Share of edge pixels.</summary>
/// <param name="Min">Least: below it the place is empty.</param>
/// <param name="Max">Most: above it something else lies there.</param>
public sealed record EdgeLimits(double Min, double Max);

/// <summary>Light that changes from frame to frame.</summary>
public sealed record SteadyLimits
{
    /// <summary>Most change of the median, DN; the larger of this and <see cref="MaxShare"/> counts. Default 2.</summary>
    public double MaxStep { get; init; } = 2;

    /// <summary>Most change of the median, as a share of it. Default 0.03.</summary>
    public double MaxShare { get; init; } = 0.03;

    /// <summary>Most ripple between bands of rows, as a share. Default 0.03.</summary>
    public double MaxRipple { get; init; } = 0.03;
}
