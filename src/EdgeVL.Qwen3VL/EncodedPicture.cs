using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Qwen3VL;

/// <summary>A picture that the vision encoder has read; dispose when no prompt needs it any more.</summary>
/// <param name="Grid">Its size in patches.</param>
/// <param name="Features">The encoder's rows.</param>
public sealed record EncodedPicture(PatchGrid Grid, VisionFeatures Features) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Features.Dispose();
}

/// <summary>A video that the vision encoder has read; dispose when no prompt needs it any more.</summary>
/// <param name="Grid">Size of each temporal patch, in patches.</param>
/// <param name="Timestamps">Seconds from the start to the middle of each temporal patch.</param>
/// <param name="Features">The encoder's rows of each temporal patch.</param>
public sealed record EncodedVideo(PatchGrid Grid, IReadOnlyList<double> Timestamps, IReadOnlyList<VisionFeatures> Features) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (VisionFeatures features in Features)
        {
            features.Dispose();
        }
    }
}
