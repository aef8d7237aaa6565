namespace EdgeVL.Daemon.Recipes;

/// <summary>The section <c>trust</c>: how sure one must be.</summary>
public sealed record TrustOptions
{
    /// <summary>Least measured probability of each field and text, 0 to 1; null for the documented default.</summary>
    public double? MinProbability { get; init; }

    /// <summary>Fresh frames that must agree. Default 1 of 1.</summary>
    public Agreement Agree { get; init; } = new(1, 1);

    /// <summary>Limits of the image gates; what the recipe does not say follows from its golden pictures, else from the documented defaults.</summary>
    public GateOptions Gates { get; init; } = new();

    /// <summary>Whether the answer is scored on a blank picture too, and refused where that is as likely. Default no.</summary>
    public bool PriorCheck { get; init; }

    /// <summary>Whether a text that may have been made up is looked for again, in another view or by another question. Default yes.</summary>
    public bool SecondLook { get; init; } = true;

    /// <summary>Whether a dark picture may be brightened and averaged before it is read. Default yes.</summary>
    public bool Enhance { get; init; } = true;
}

/// <summary>Frames that must agree.</summary>
/// <param name="Agreeing">How many must say the same, 1 to 9.</param>
/// <param name="Of">Of how many at most, up to 9.</param>
public readonly record struct Agreement(int Agreeing, int Of);

/// <summary>The section <c>gates</c>: limits that the recipe sets itself; null keeps the limit that follows from golden pictures or defaults.</summary>
public sealed record GateOptions
{
    /// <summary>Whether gates are looked at at all. Default yes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Least P98/255.</summary>
    public double? MinBrightness { get; init; }

    /// <summary>Least (P98 − P2)/255.</summary>
    public double? MinContrast { get; init; }

    /// <summary>Least share of the golden pictures' sharpness, 0 to 1.</summary>
    public double? MinSharpness { get; init; }

    /// <summary>Least R, whatever golden pictures there are; 0 for none. 2 is a single sharp edge.</summary>
    public double? MinDetail { get; init; }

    /// <summary>Most clipped pixels, share 0 to 1.</summary>
    public double? MaxClipped { get; init; }

    /// <summary>Most noise, σ in grey levels.</summary>
    public double? MaxNoise { get; init; }

    /// <summary>Repeats after which a picture counts as frozen; 0 for never.</summary>
    public int? FrozenAfter { get; init; }

    /// <summary>Most shift of the view against the first golden picture, share of its side; null for no view check.</summary>
    public double? MaxShift { get; init; }
}
