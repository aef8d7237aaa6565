namespace EdgeVL.Capture.Frames;

/// <summary>Everything that is known about a picture besides its pixels.</summary>
internal readonly record struct FrameInfo
{
    /// <summary>Number of the frame within its camera, from 1; 0 for a picture that no camera gave.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was taken, UTC.</summary>
    public DateTimeOffset CapturedAt { get; init; }

    /// <summary>The same instant on the monotonic clock, ns.</summary>
    public long MonotonicNs { get; init; }

    /// <summary>Who says so.</summary>
    public CaptureClock Clock { get; init; }

    /// <summary>The driver's word for how old the frame was when it arrived; null where there is none.</summary>
    public TimeSpan? DriverAge { get; init; }

    /// <summary>The file that the picture came from.</summary>
    public string? Source { get; init; }

    /// <summary>Position in the file.</summary>
    public TimeSpan? MediaTime { get; init; }

    /// <summary>Position in the file in frames, from 0.</summary>
    public long? MediaFrame { get; init; }
}
