using EdgeVL.Capture.Sources;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture;

/// <summary>Kind and address of a camera, as in <c>rtsp://10.0.0.7/stream1</c> or <c>file:clip.mp4</c>.</summary>
/// <remarks>No text made from it, a fault's included, shows a password.</remarks>
public sealed record CameraSource
{
    internal CameraSource(CameraSourceKind kind, string location, Credentials? credentials = null)
    {
        Kind = kind;
        Location = location;
        Credentials = credentials;
    }

    /// <summary>What frames come from.</summary>
    public CameraSourceKind Kind { get; }

    /// <summary>True for a camera, which is as it is now; false for files, which can be played again.</summary>
    public bool IsLive => Kind is CameraSourceKind.V4l2 or CameraSourceKind.Rtsp or CameraSourceKind.Csi or CameraSourceKind.GStreamer;

    /// <summary>False for a V4L2 device by number, which may be another camera after the next start.</summary>
    public bool IsStable => Kind != CameraSourceKind.V4l2 || !Location.StartsWith("/dev/video", StringComparison.Ordinal);

    /// <summary>Device, URL without user and password, sensor number, pipeline or path.</summary>
    internal string Location { get; }

    /// <summary>User and password of an RTSP address.</summary>
    internal Credentials? Credentials { get; }

    /// <summary>Reads <c>v4l2:/dev/v4l/by-id/…</c>, <c>rtsp://…</c>, <c>rtsps://…</c>, <c>csi:0</c>, <c>gst:PIPELINE</c>,
    /// <c>file:VIDEO</c>, <c>folder:PICTURES</c> or <c>image:FILE</c>.</summary>
    /// <exception cref="FaultException">The text is none of these; the fault says what is wrong with it.</exception>
    public static CameraSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string scheme = colon < 0 ? "" : text[..colon];
        string rest = text[(colon + 1)..].Trim();
        return scheme switch
        {
            "v4l2" => Device(rest),
            "rtsp" or "rtsps" => RtspAddress.Parse(text),
            "csi" => Sensor(rest),
            "gst" => new CameraSource(CameraSourceKind.GStreamer, PipelineWords.Check(rest)),
            "file" => new CameraSource(CameraSourceKind.VideoFile, FilePath(rest, text, "file:clip.mp4")),
            "folder" => new CameraSource(CameraSourceKind.PictureFolder, FilePath(rest, text, "folder:frames")),
            "image" => new CameraSource(CameraSourceKind.Picture, FilePath(rest, text, "image:part.png")),
            _ => throw Refused(
                $"The camera source '{SecretMask.Address(text)}' is of no known kind.",
                "Begin it with v4l2:, rtsp://, rtsps://, csi:, gst:, file:, folder: or image:."
            ),
        };
    }

    /// <summary>The same source with a relative path taken from <paramref name="folder"/>.</summary>
    public CameraSource RelativeTo(string folder) =>
        Kind is CameraSourceKind.VideoFile or CameraSourceKind.PictureFolder or CameraSourceKind.Picture
            ? new CameraSource(Kind, Path.GetFullPath(Location, Path.GetFullPath(folder)))
            : this;

    /// <summary>The form that <see cref="Parse"/> reads, passwords hidden.</summary>
    public override string ToString() =>
        Kind switch
        {
            CameraSourceKind.V4l2 => $"v4l2:{Location}",
            CameraSourceKind.Csi => $"csi:{Location}",
            CameraSourceKind.GStreamer => $"gst:{SecretMask.Apply(Location)}",
            CameraSourceKind.VideoFile => $"file:{Location}",
            CameraSourceKind.PictureFolder => $"folder:{Location}",
            CameraSourceKind.Picture => $"image:{Location}",
            _ => SecretMask.Named(Credentials is null ? Location : Location.Replace("://", $"://{Credentials}@", StringComparison.Ordinal)),
        };

    internal static FaultException Refused(string message, string remedy) => new(FaultCode.ConfigurationInvalid, message, remedy);

    private static CameraSource Device(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && path.Length > "/dev/".Length
            ? new CameraSource(CameraSourceKind.V4l2, path)
            : throw Refused(
                $"'{path}' is no V4L2 device.",
                "Write the stable name that `ls /dev/v4l/by-id` shows, such as v4l2:/dev/v4l/by-id/usb-Basler-4711-video-index0."
            );

    private static CameraSource Sensor(string number) =>
        number.Length is 1 or 2 && number.All(char.IsAsciiDigit)
            ? new CameraSource(CameraSourceKind.Csi, number)
            : throw Refused($"'{number}' is no CSI sensor number.", "Write csi:0 for the first sensor.");

    private static string FilePath(string path, string text, string example) =>
        path.Length > 0 ? path : throw Refused($"The camera source '{text}' names no path.", $"Write it as in {example}.");
}
