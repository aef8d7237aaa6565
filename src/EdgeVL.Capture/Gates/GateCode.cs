namespace EdgeVL.Capture.Gates;

/// <summary>Codes of the reasons that a picture gives.</summary>
public static class GateCode
{
    /// <summary>Nothing in the region is bright.</summary>
    public const string Dark = "dark";

    /// <summary>Too much of it is clipped, and little contrast is left.</summary>
    public const string Overexposed = "overexposed";

    /// <summary>Bright and dark parts hardly differ, or no more than the noise.</summary>
    public const string LowContrast = "low_contrast";

    /// <summary>Much noisier than the golden pictures.</summary>
    public const string Noisy = "noisy";

    /// <summary>Less detail than the golden pictures.</summary>
    public const string Blurred = "blurred";

    /// <summary>Less detail in one direction: something moved.</summary>
    public const string Smeared = "smeared";

    /// <summary>Far fewer or far more edges than the golden pictures.</summary>
    public const string Empty = "empty";

    /// <summary>Parts of the view are covered, or show another scene.</summary>
    public const string Occluded = "occluded";

    /// <summary>The camera or its target has moved.</summary>
    public const string ViewMoved = "view_moved";

    /// <summary>The same picture as before.</summary>
    public const string Frozen = "frozen";

    /// <summary>The pictures come round again.</summary>
    public const string Looped = "looped";

    /// <summary>Brightness jumps or ripples from frame to frame.</summary>
    public const string UnstableExposure = "unstable_exposure";
}
