using System.Collections.Frozen;

namespace EdgeVL.Capture.Sources;

/// <summary>Names of pixel formats and the four-character codes that drivers know.</summary>
internal static class V4l2Format
{
    private static readonly FrozenDictionary<string, string> Codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["mjpeg"] = "MJPG",
        ["mjpg"] = "MJPG",
        ["jpeg"] = "JPEG",
        ["yuyv"] = "YUYV",
        ["uyvy"] = "UYVY",
        ["nv12"] = "NV12",
        ["nv21"] = "NV21",
        ["yu12"] = "YU12",
        ["yv12"] = "YV12",
        ["rgb24"] = "RGB3",
        ["bgr24"] = "BGR3",
        ["grey"] = "GREY",
        ["gray"] = "GREY",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, for a person.</summary>
    public static string Names => string.Join(", ", Codes.Keys.Order(StringComparer.Ordinal));

    /// <summary>The code of a name; null where it is not known.</summary>
    public static string? FourCc(string name) => Codes.GetValueOrDefault(name);
}
