namespace EdgeVL.Capture;

/// <summary>What frames come from.</summary>
public enum CameraSourceKind
{
    /// <summary>A USB or other V4L2 camera.</summary>
    V4l2,

    /// <summary>A network camera.</summary>
    Rtsp,

    /// <summary>A camera on a Jetson's CSI connector.</summary>
    Csi,

    /// <summary>A GStreamer pipeline of the user's own.</summary>
    GStreamer,

    /// <summary>A video file.</summary>
    VideoFile,

    /// <summary>A folder of pictures, in natural order.</summary>
    PictureFolder,

    /// <summary>One picture.</summary>
    Picture,
}
