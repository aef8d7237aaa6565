using System.Globalization;
using EdgeVL.Capture.Sources;

namespace EdgeVL.Capture.GStreamer;

/// <summary>The arguments of <c>gst-launch-1.0</c> for a camera: its source, its decoder, and frames on descriptor 3.</summary>
/// <remarks>Every element from the last conversion on is named <c>edgevl_…</c>: with <c>-v</c> the child announces the frames' size by these
/// names, and the launcher's script keeps all text off the descriptor that carries the frames.</remarks>
internal static class GStreamerCommand
{
    private const double CsiRate = 30;
    private static readonly FrameSize CsiSize = new(1280, 720);

    // Longer than the stall limit, whose watch comes first, and shorter than the patience for a first frame, whose reason says less.
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(8);

    // One frame waits at most, the newest.
    private static readonly string[] Frames =
    [
        .. Words("queue name=edgevl_queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream !"),
        .. Words($"multipartmux name=edgevl_mux boundary={MultipartFrames.Boundary} ! fdsink fd=3 sync=false"),
    ];

    /// <summary>The arguments.</summary>
    /// <param name="options">A camera of the kind rtsp, csi or gst.</param>
    /// <param name="isJetson">NVIDIA's converter is there, and decoders give frames that only it can read.</param>
    public static IReadOnlyList<string> Arguments(CameraOptions options, bool isJetson) =>
        options.Source.Kind switch
        {
            CameraSourceKind.Rtsp => ["-v", .. Rtsp(options), .. DropRate(options.Rate), .. Bgr(options.Size, isJetson), .. Frames],
            CameraSourceKind.Csi => ["-v", .. Csi(options), .. Bgr(options.Size ?? CsiSize, throughJetson: true), .. Frames],
            _ => ["-v", .. Own(options), .. DropRate(options.Rate), .. Bgr(options.Size, throughJetson: false), .. Frames],
        };

    /// <summary>Over TCP, the video stream only, whatever its codec.</summary>
    private static string[] Rtsp(CameraOptions options)
    {
        CameraSource source = options.Source;
        TimeSpan patience = options.Stall * 1.5 > ConnectPatience ? options.Stall * 1.5 : ConnectPatience;
        string[] login = source.Credentials is { } credentials
            ? [$"user-id={Quote(credentials.User)}", $"user-pw={Quote(credentials.Password)}"]
            : [];
        string[] address = ["rtspsrc", "name=edgevl_rtsp", $"location={Quote(source.Location)}", .. login];
        string transport = string.Create(
            CultureInfo.InvariantCulture,
            $"protocols=tcp latency=0 drop-on-latency=true tcp-timeout={patience.TotalMicroseconds}"
        );
        return [.. address, .. Words(transport), .. Words("edgevl_rtsp. ! application/x-rtp,media=video ! decodebin !")];
    }

    private static string[] Csi(CameraOptions options)
    {
        FrameSize size = options.Size ?? CsiSize;
        string rate = Fraction(options.Rate ?? CsiRate);
        return
        [
            .. Words($"nvarguscamerasrc sensor-id={options.Source.Location} !"),
            .. Words($"video/x-raw(memory:NVMM),width={size.Width},height={size.Height},framerate={rate} !"),
        ];
    }

    private static string[] Own(CameraOptions options) => [.. PipelineWords.Split(options.Source.Location), "!"];

    private static string[] DropRate(double? wanted) =>
        wanted is { } rate ? Words($"videorate drop-only=true max-rate={int.Max(1, (int)double.Round(rate))} !") : [];

    /// <summary>Square pixels: a picture of another shape gets borders and is never stretched.</summary>
    private static string[] Bgr(FrameSize? size, bool throughJetson)
    {
        string pinned = size is { } wanted ? $",width={wanted.Width},height={wanted.Height},pixel-aspect-ratio=1/1" : "";
        string[] scale =
            throughJetson ? Words($"nvvidconv ! video/x-raw,format=BGRx{pinned} !")
            : size is null ? []
            : Words("videoscale !");
        return
        [
            .. scale,
            .. Words($"videoconvert name=edgevl_convert ! capsfilter name=edgevl_size caps=video/x-raw,format=BGR{pinned} !"),
        ];
    }

    private static string Fraction(double rate) =>
        rate == double.Round(rate)
            ? string.Create(CultureInfo.InvariantCulture, $"{rate}/1")
            : string.Create(CultureInfo.InvariantCulture, $"{double.Round(rate * 1000)}/1000");

    private static string[] Words(string text) => text.Split(' ');

    /// <summary>A value as GStreamer's parser reads it back unchanged.</summary>
    private static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
