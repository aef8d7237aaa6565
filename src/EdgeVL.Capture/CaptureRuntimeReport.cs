namespace EdgeVL.Capture;

/// <summary>What this machine has for capturing.</summary>
public sealed record CaptureRuntimeReport
{
    /// <summary>Version of OpenCV's native library; null where it cannot be loaded.</summary>
    public string? OpenCvVersion { get; init; }

    /// <summary>Why OpenCV cannot be loaded, with the remedy; null where it can.</summary>
    public string? OpenCvFault { get; init; }

    /// <summary>Version of GStreamer's launcher; null where it is missing. Needed by RTSP, CSI and <c>gst:</c> cameras only.</summary>
    public string? GStreamerVersion { get; init; }

    /// <summary>GStreamer elements that network cameras need and that are missing.</summary>
    public IReadOnlyList<string> MissingElements { get; init; } = [];

    /// <summary>What to install where GStreamer or an element is missing; null where nothing is.</summary>
    public string? GStreamerRemedy { get; init; }

    /// <summary>True on a board with NVIDIA's camera and decoder elements.</summary>
    public bool IsJetson { get; init; }

    /// <summary>V4L2 cameras by stable name, as a camera's <c>source</c> wants it.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];
}
