using System.Collections.Frozen;
using OpenCvSharp;

namespace EdgeVL.Capture.Sources;

/// <summary>Names of camera controls, the kernel's and the short ones, and the properties by which OpenCV sets them.</summary>
internal static class V4l2Control
{
    private static readonly FrozenDictionary<string, VideoCaptureProperties> Properties = new Dictionary<string, VideoCaptureProperties>
    {
        ["auto_exposure"] = VideoCaptureProperties.AutoExposure,
        ["autofocus"] = VideoCaptureProperties.AutoFocus,
        ["backlight_compensation"] = VideoCaptureProperties.BackLight,
        ["brightness"] = VideoCaptureProperties.Brightness,
        ["contrast"] = VideoCaptureProperties.Contrast,
        ["exposure"] = VideoCaptureProperties.Exposure,
        ["exposure_absolute"] = VideoCaptureProperties.Exposure,
        ["exposure_auto"] = VideoCaptureProperties.AutoExposure,
        ["exposure_time_absolute"] = VideoCaptureProperties.Exposure,
        ["focus"] = VideoCaptureProperties.Focus,
        ["focus_absolute"] = VideoCaptureProperties.Focus,
        ["focus_auto"] = VideoCaptureProperties.AutoFocus,
        ["focus_automatic_continuous"] = VideoCaptureProperties.AutoFocus,
        ["gain"] = VideoCaptureProperties.Gain,
        ["gamma"] = VideoCaptureProperties.Gamma,
        ["hue"] = VideoCaptureProperties.Hue,
        ["iris"] = VideoCaptureProperties.Iris,
        ["iso"] = VideoCaptureProperties.IsoSpeed,
        ["pan"] = VideoCaptureProperties.Pan,
        ["pan_absolute"] = VideoCaptureProperties.Pan,
        ["saturation"] = VideoCaptureProperties.Saturation,
        ["sharpness"] = VideoCaptureProperties.Sharpness,
        ["tilt"] = VideoCaptureProperties.Tilt,
        ["tilt_absolute"] = VideoCaptureProperties.Tilt,
        ["white_balance_automatic"] = VideoCaptureProperties.AutoWB,
        ["white_balance_temperature"] = VideoCaptureProperties.WBTemperature,
        ["white_balance_temperature_auto"] = VideoCaptureProperties.AutoWB,
        ["zoom"] = VideoCaptureProperties.Zoom,
        ["zoom_absolute"] = VideoCaptureProperties.Zoom,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, for a person.</summary>
    public static string Names => string.Join(", ", Properties.Keys.Order(StringComparer.Ordinal));

    /// <summary>The property of a name; null where it is not known.</summary>
    public static VideoCaptureProperties? Property(string name) =>
        Properties.TryGetValue(name, out VideoCaptureProperties property) ? property : null;

    /// <summary>True for a switch between automatic and manual, which has to be set before the value it governs.</summary>
    public static bool IsAutomatic(VideoCaptureProperties property) =>
        property is VideoCaptureProperties.AutoExposure or VideoCaptureProperties.AutoFocus or VideoCaptureProperties.AutoWB;
}
