namespace EdgeVL.Capture;

/// <summary>How a camera is; the names are those of the camera's status on the wire.</summary>
public enum CameraHealth
{
    /// <summary>No frames: not opened, lost, or at the end of its file.</summary>
    Offline,

    /// <summary>Open, and silent for half of its stall limit.</summary>
    Stale,

    /// <summary>Frames come, but not as they were asked for.</summary>
    Degraded,

    /// <summary>Frames come.</summary>
    Online,
}
