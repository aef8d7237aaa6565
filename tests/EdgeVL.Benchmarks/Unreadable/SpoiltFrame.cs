using EdgeVL.Capture;

namespace EdgeVL.Benchmarks.Unreadable;

/// <summary>A frame that was made unreadable.</summary>
/// <param name="Kind">What was done to it.</param>
/// <param name="Step">The step of the ladder, in words.</param>
/// <param name="Base">The frame that it was made from.</param>
/// <param name="Before">File of the picture that the camera showed before; null where that does not matter.</param>
/// <param name="File">The picture, as a file's bytes.</param>
internal sealed record SpoiltFrame(SpoiltKind Kind, string Step, LabelledFrame Base, string? Before, byte[] File)
{
    /// <summary>Whether there is nothing to read, so that every accepted value is false.</summary>
    public bool ShowsNothing { get; init; }

    /// <summary>The picture; the caller disposes it.</summary>
    public Frame Load() => StillImage.Decode(File, $"{Kind} {Step} {Base.Image}");

    /// <summary>Whether a value that was accepted is false.</summary>
    public bool IsFalse(string value) => ShowsNothing || !Base.Says(value);
}
