namespace EdgeVL.Capture.Tests;

public sealed class CameraOptionsTests
{
    private static readonly CameraOptions Usb = new() { Source = CameraSource.Parse("v4l2:/dev/v4l/by-id/usb-1") };
    private static readonly CameraOptions Network = new() { Source = CameraSource.Parse("rtsp://10.0.0.7/a") };
    private static readonly CameraOptions Video = new() { Source = CameraSource.Parse("file:clip.mp4") };
    private static readonly CameraOptions Folder = new() { Source = CameraSource.Parse("folder:frames") };

    public static TheoryData<CameraOptions> Fitting =>
        [
            Usb,
            Usb with
            {
                Format = "mjpeg",
                Size = new FrameSize(1280, 720),
                Rate = 30,
                Controls = new Dictionary<string, int> { ["exposure"] = 100, ["gain"] = 4 },
            },
            Network with
            {
                Size = new FrameSize(640, 480),
                Rate = 5,
                Stall = TimeSpan.FromSeconds(1),
            },
            Video with
            {
                Loop = true,
                Pace = Pace.Fast,
            },
            Folder with
            {
                Loop = true,
                Rate = 0.5,
            },
        ];

    public static TheoryData<CameraOptions, string> Faulty =>
        new()
        {
            { Usb with { Stall = TimeSpan.FromMilliseconds(999) }, "stall" },
            { Usb with { Stall = TimeSpan.FromSeconds(61) }, "stall" },
            { Usb with { Rate = 0 }, "rate" },
            { Usb with { Rate = double.NaN }, "rate" },
            { Usb with { Format = "h264" }, "format" },
            { Usb with { Controls = new Dictionary<string, int> { ["exposur"] = 1 } }, "controls" },
            { Usb with { Loop = true }, "loop" },
            { Usb with { Pace = Pace.Fast }, "pace" },
            { Network with { Format = "mjpeg" }, "format" },
            { Network with { Controls = new Dictionary<string, int> { ["gain"] = 1 } }, "controls" },
            { Video with { Size = new FrameSize(640, 480) }, "size" },
            { Video with { Rate = 5 }, "rate" },
        };

    [Theory]
    [MemberData(nameof(Fitting))]
    public void What_fits_has_no_fault(CameraOptions options) => Assert.Empty(options.Check());

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_does_not_fit_names_its_key_and_a_remedy(CameraOptions options, string key)
    {
        OptionFault fault = Assert.Single(options.Check());
        Assert.Equal(key, fault.Key);
        Assert.NotEmpty(fault.Remedy);
    }
}
