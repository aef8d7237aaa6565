using Microsoft.Extensions.Logging;

namespace EdgeVL.Capture.Reading;

/// <summary>Log lines of the capture stage, 1xxx.</summary>
internal static partial class CameraLog
{
    [LoggerMessage(1001, LogLevel.Information, "Camera {Camera} is online.")]
    public static partial void Online(ILogger logger, string camera);

    [LoggerMessage(1002, LogLevel.Warning, "Camera {Camera} is {Health}: {Reason}")]
    public static partial void NotWell(ILogger logger, string camera, CameraHealth health, string? reason);

    [LoggerMessage(1003, LogLevel.Information, "Camera {Camera} gives {Width}x{Height} from {Source}.")]
    public static partial void Opened(ILogger logger, string camera, int width, int height, CameraSource source);

    [LoggerMessage(1004, LogLevel.Debug, "Camera {Camera} is opened again in {Pause}.")]
    public static partial void Reopening(ILogger logger, string camera, TimeSpan pause);

    [LoggerMessage(1005, LogLevel.Warning, "Camera {Camera} passes over a picture: {Reason}")]
    public static partial void PictureSkipped(ILogger logger, string camera, string reason);

    [LoggerMessage(1006, LogLevel.Information, "Camera {Camera} says: {Line} ({Unheard} lines before it left out)")]
    public static partial void ChildSays(ILogger logger, string camera, string line, int unheard);

    [LoggerMessage(1007, LogLevel.Error, "Camera {Camera} does not answer a stop: its thread is left behind.")]
    public static partial void LeftBehind(ILogger logger, string camera);

    [LoggerMessage(1008, LogLevel.Error, "Camera {Camera} failed in an unforeseen way.")]
    public static partial void Unforeseen(ILogger logger, string camera, Exception exception);

    [LoggerMessage(
        1009,
        LogLevel.Warning,
        "Camera {Camera} is named by number ({Source}), which may be another camera after the next start; use /dev/v4l/by-id."
    )]
    public static partial void Unstable(ILogger logger, string camera, CameraSource source);

    [LoggerMessage(1010, LogLevel.Information, "Camera {Camera} is {Health}: {Reason}")]
    public static partial void Now(ILogger logger, string camera, CameraHealth health, string? reason);
}
