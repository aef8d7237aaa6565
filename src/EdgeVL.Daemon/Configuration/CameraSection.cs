namespace EdgeVL.Daemon.Configuration;

/// <summary>How fast a recording is played.</summary>
public enum PlaybackPace
{
    /// <summary>As fast as it was taken.</summary>
    Real,

    /// <summary>As fast as frames can be read.</summary>
    Fast,
}

/// <summary>Width and height in pixels.</summary>
public readonly record struct CameraSize(int Width, int Height);

/// <summary>One entry of <c>cameras</c>: where frames come from.</summary>
public sealed record CameraSection
{
    /// <summary>The name under which its results are published; one topic level.</summary>
    public required string Name { get; init; }

    /// <summary>Kind and address: <c>v4l2:</c>, <c>rtsp:</c>, <c>csi:</c>, <c>gst:</c>, <c>file:</c>, <c>folder:</c>, <c>image:</c>;
    /// paths of files and folders are full paths. Required.</summary>
    public required CameraAddress Source { get; init; }

    /// <summary>Pixel format asked of the camera, such as <c>mjpeg</c> or <c>yuyv</c>, lower case. Default: the driver's.</summary>
    public string? Format { get; init; }

    /// <summary>Size asked of the camera, 16 to 16384 pixels a side. Default: the source's.</summary>
    public CameraSize? Size { get; init; }

    /// <summary>Frames a second, 0.01 to 1000. Default: the source's.</summary>
    public double? Rate { get; init; }

    /// <summary>Silence after which the source is closed and reopened, 1 s to 1 min. Default 5 s.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a file, folder or image begins anew at its end. Default no.</summary>
    public bool Loop { get; init; }

    /// <summary>How fast a file, folder or image is played. Default <see cref="PlaybackPace.Real"/>.</summary>
    public PlaybackPace Pace { get; init; }

    /// <summary>Driver controls of a V4L2 camera by name, in the driver's units. Default none.</summary>
    public IReadOnlyDictionary<string, int> Controls { get; init; } = new Dictionary<string, int>();
}
