using EdgeVL.Capture.Runtime;
using EdgeVL.Contracts.Faults;
using OpenCvSharp;

namespace EdgeVL.Capture;

/// <summary>The native parts that capturing stands on.</summary>
public static class CaptureRuntime
{
    /// <summary>Environment variable with the path of another build of OpenCV's wrapper, such as a Jetson's own.</summary>
    public const string LibraryVariable = "EDGEVL_OPENCV";

    /// <summary>Debian packages that OpenCV's library needs.</summary>
    public const string OpenCvPackages = "libgtk-3-0 libatomic1 libdrm2";

    /// <summary>Debian packages that RTSP and <c>gst:</c> cameras need.</summary>
    public const string GStreamerPackages = "gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-libav";

    // Each stands for the package that holds it: base, good, good, good, libav.
    private static readonly string[] NeededElements = ["videoconvert", "rtspsrc", "rtph264depay", "multipartmux", "avdec_h264"];

    /// <summary>Loads OpenCV's native library, once; every user of it calls this by itself.</summary>
    /// <exception cref="FaultException">It is missing, or one that it needs; the remedy names the packages.</exception>
    public static void Require() => OpenCvLibrary.Require();

    /// <summary>Looks at everything; takes about a second, longer when GStreamer indexes its plugins.</summary>
    public static CaptureRuntimeReport Probe()
    {
        (string? version, string? fault) = ProbeOpenCv();
        string? gstreamer = GStreamerTools.Version();
        string[] missing = gstreamer is null ? [] : [.. NeededElements.Where(static element => !GStreamerTools.HasElement(element))];
        return new CaptureRuntimeReport
        {
            OpenCvVersion = version,
            OpenCvFault = fault,
            GStreamerVersion = gstreamer,
            MissingElements = missing,
            GStreamerRemedy = gstreamer is null || missing.Length > 0 ? $"sudo apt-get install {GStreamerPackages}" : null,
            IsJetson = GStreamerTools.IsJetson,
            Devices = V4l2Devices.List(),
        };
    }

    private static (string? Version, string? Fault) ProbeOpenCv()
    {
        try
        {
            Require();
            return (Cv2.GetVersionString(), null);
        }
        catch (FaultException fault)
        {
            return (null, fault.Explained);
        }
    }
}
