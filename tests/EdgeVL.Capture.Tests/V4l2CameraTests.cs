using EdgeVL.Capture.Tests.Support;

namespace EdgeVL.Capture.Tests;

public sealed class V4l2CameraTests
{
    private readonly ListLogger logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_that_is_not_there_is_named()
    {
        using CameraReader reader = Reader(new CameraOptions { Source = CameraSource.Parse("v4l2:/dev/v4l/by-id/usb-None-0000") });
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains("usb-None-0000", StringComparison.Ordinal) == true, "the reason");
        Assert.Equal(CameraHealth.Offline, reader.State.Health);
    }

    [Fact]
    public async Task A_device_that_is_no_camera_is_named()
    {
        using CameraReader reader = Reader(new CameraOptions { Source = CameraSource.Parse("v4l2:/dev/null") });
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains("/dev/null", StringComparison.Ordinal) == true, "the reason");
    }

    [Fact]
    public async Task A_device_by_number_is_warned_about()
    {
        using CameraReader reader = Reader(new CameraOptions { Source = CameraSource.Parse("v4l2:/dev/video99") });
        reader.Start();
        await Eventually.True(() => logger.Lines.Any(static line => line.Id == 1009), "the warning");
    }

    [Fact]
    public async Task A_real_camera_gives_frames_with_its_drivers_time()
    {
        using CameraReader reader = Reader(new CameraOptions { Source = Device() });
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        for (int i = 0; i < 10; i++)
        {
            using Frame frame = (await subscription.TakeNewestAsync(Token))!;
            Assert.Equal(CaptureClock.Driver, frame.Clock);
            Assert.InRange(frame.Age(TimeProvider.System).TotalSeconds, 0, 1);
        }
    }

    [Fact]
    public async Task A_real_camera_takes_format_size_rate_and_controls_or_says_what_it_did_not_take()
    {
        CameraOptions options = new()
        {
            Source = Device(),
            Format = "mjpeg",
            Size = new FrameSize(640, 480),
            Rate = 15,
            Controls = new Dictionary<string, int> { ["brightness"] = 1 },
        };
        using CameraReader reader = Reader(options);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        using Frame frame = (await subscription.TakeNewestAsync(Token))!;
        Assert.True((frame.Width, frame.Height) == (640, 480) || reader.State.Health == CameraHealth.Degraded);
    }

    private static CameraSource Device()
    {
        string? device = CaptureRuntime.Probe().Devices.FirstOrDefault(static name => name.Contains("index0", StringComparison.Ordinal));
        Assert.SkipUnless(device is not null, "No V4L2 camera is plugged in (/dev/v4l/by-id is empty).");
        return CameraSource.Parse($"v4l2:{device}");
    }

    private CameraReader Reader(CameraOptions options) => new("line-1", options, TimeProvider.System, logger);
}
