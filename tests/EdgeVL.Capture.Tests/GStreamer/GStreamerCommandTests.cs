using EdgeVL.Capture.GStreamer;

namespace EdgeVL.Capture.Tests.GStreamer;

public sealed class GStreamerCommandTests
{
    private const string Frames =
        "queue name=edgevl_queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! "
        + "multipartmux name=edgevl_mux boundary=edgevl ! fdsink fd=3 sync=false";

    [Fact]
    public void A_network_camera_is_read_at_its_own_size() =>
        Assert.Equal(
            "-v rtspsrc name=edgevl_rtsp location=\"rtsp://10.0.0.7/a\" protocols=tcp latency=0 drop-on-latency=true tcp-timeout=8000000 "
                + "edgevl_rtsp. ! application/x-rtp,media=video ! decodebin ! videoconvert name=edgevl_convert ! "
                + $"capsfilter name=edgevl_size caps=video/x-raw,format=BGR ! {Frames}",
            Command("rtsp://10.0.0.7/a")
        );

    [Fact]
    public void A_size_is_pinned_with_square_pixels_and_a_rate_drops_the_surplus() =>
        Assert.Contains(
            "decodebin ! videorate drop-only=true max-rate=5 ! videoscale ! videoconvert name=edgevl_convert ! "
                + "capsfilter name=edgevl_size caps=video/x-raw,format=BGR,width=640,height=480,pixel-aspect-ratio=1/1 ! queue",
            Command("rtsp://10.0.0.7/a", new FrameSize(640, 480), 5),
            StringComparison.Ordinal
        );

    [Fact]
    public void User_and_password_stand_apart_from_the_address_and_survive_the_parser()
    {
        string command = Command("rtsp://ad%20min:p%22w%5Cd@10.0.0.7/a");
        Assert.Contains("location=\"rtsp://10.0.0.7/a\" user-id=\"ad min\" user-pw=\"p\\\"w\\\\d\" ", command, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_jetson_its_own_converter_takes_the_decoded_frames() =>
        Assert.Contains(
            "decodebin ! nvvidconv ! video/x-raw,format=BGRx,width=640,height=480,pixel-aspect-ratio=1/1 ! videoconvert name=edgevl_convert ! "
                + "capsfilter name=edgevl_size caps=video/x-raw,format=BGR,width=640,height=480,pixel-aspect-ratio=1/1 ! queue",
            Command("rtsp://10.0.0.7/a", new FrameSize(640, 480), isJetson: true),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_csi_camera_is_read_through_argus() =>
        Assert.StartsWith(
            "-v nvarguscamerasrc sensor-id=1 ! video/x-raw(memory:NVMM),width=1280,height=720,framerate=30/1 ! "
                + "nvvidconv ! video/x-raw,format=BGRx,width=1280,height=720,pixel-aspect-ratio=1/1 ! videoconvert",
            Command("csi:1", isJetson: true),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_pipeline_of_the_users_own_is_split_as_a_shell_would()
    {
        IReadOnlyList<string> arguments = Arguments("gst:filesrc location=\"my clip.mp4\" ! decodebin", null, null, isJetson: true);
        Assert.Equal(["-v", "filesrc", "location=my clip.mp4", "!", "decodebin", "!", "videoconvert"], arguments.Take(7));
    }

    private static string Command(string source, FrameSize? size = null, double? rate = null, bool isJetson = false) =>
        string.Join(' ', Arguments(source, size, rate, isJetson));

    private static IReadOnlyList<string> Arguments(string source, FrameSize? size, double? rate, bool isJetson) =>
        GStreamerCommand.Arguments(
            new CameraOptions
            {
                Source = CameraSource.Parse(source),
                Size = size,
                Rate = rate,
            },
            isJetson
        );
}
