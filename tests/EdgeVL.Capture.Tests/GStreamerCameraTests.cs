using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeVL.Capture.Tests.Support;

namespace EdgeVL.Capture.Tests;

[Collection(nameof(ChildProcesses))]
public sealed partial class GStreamerCameraTests
{
    private const string Live = "gst:videotestsrc is-live=true pattern=";
    private readonly ListLogger logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(640, 480)]
    [InlineData(322, 240)]
    [InlineData(321, 7)]
    public async Task A_pipeline_gives_frames_of_its_own_size(int width, int height)
    {
        using CameraReader reader = Reader($"{Live}blue ! video/x-raw,width={width},height={height},framerate=30/1");
        using Frame frame = await FirstFrame(reader);
        Assert.Equal((width, height), (frame.Width, frame.Height));
        for (int i = 0; i < frame.Pixels.Length; i += 3)
        {
            Assert.True(frame.Pixels[i] > 200 && frame.Pixels[i + 1] < 50 && frame.Pixels[i + 2] < 50, $"pixel {i / 3} is not blue");
        }

        Assert.Equal(CaptureClock.Arrival, frame.Clock);
        Assert.InRange(frame.Age(TimeProvider.System).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task A_size_that_is_asked_is_given_with_borders_and_without_stretching()
    {
        using CameraReader reader = Reader($"{Live}white ! video/x-raw,width=640,height=360", new FrameSize(320, 240));
        using Frame frame = await FirstFrame(reader);
        Assert.Equal((320, 240), (frame.Width, frame.Height));
        Assert.InRange(frame.Pixels[((120 * 320) + 160) * 3], 200, 255);
        Assert.InRange(frame.Pixels[((10 * 320) + 160) * 3], 0, 50);
    }

    [Fact]
    public async Task A_rate_that_is_asked_drops_the_surplus()
    {
        using CameraReader reader = Reader($"{Live}white ! video/x-raw,width=320,height=240,framerate=60/1", rate: 10);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        (await subscription.TakeNewestAsync(Token))!.Dispose();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 10; i++)
        {
            (await subscription.TakeNewestAsync(Token))!.Dispose();
        }

        Assert.InRange(10 / Stopwatch.GetElapsedTime(start).TotalSeconds, 5, 14);
    }

    [Fact]
    public async Task A_size_that_changes_while_frames_flow_is_followed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("f-0.png", ImageEncoder.Png(new byte[64 * 48 * 3], 64, 48));
        folder.Write("f-1.png", ImageEncoder.Png(new byte[128 * 96 * 3], 128, 96));
        string pattern = Path.Combine(folder.Path, "f-%d.png");
        using CameraReader reader = Reader(
            $"gst:multifilesrc location={pattern} loop=true caps=image/png,framerate=10/1 ! pngdec ! identity sync=true"
        );
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        var widths = new HashSet<int>();
        for (int i = 0; i < 20 && widths.Count < 2; i++)
        {
            using Frame frame = (await subscription.TakeNewestAsync(Token))!;
            widths.Add(frame.Width);
            Assert.Equal(frame.Width * 3 / 4, frame.Height);
        }

        Assert.Equal([64, 128], widths.Order());
        Assert.Equal(0, reader.Counters.Reopens);
    }

    [Fact]
    public async Task A_killed_child_is_noticed_at_once_and_replaced()
    {
        using CameraReader reader = Reader($"{Live}white ! video/x-raw,width=320,height=240,framerate=30/1");
        (await FirstFrame(reader)).Dispose();
        int child = Assert.Single(Signals.Cameras());
        await Signals.Send("KILL", child);
        await Eventually.True(() => reader.State.Health == CameraHealth.Offline, "the loss", TimeSpan.FromSeconds(1));
        await Eventually.True(() => reader.State.Health == CameraHealth.Online, "the return", TimeSpan.FromSeconds(5));
        Assert.NotEqual(child, Assert.Single(Signals.Cameras()));
        Assert.Equal(1, reader.Counters.Reopens);
    }

    [Fact]
    public async Task A_frozen_child_is_killed_after_the_stall_limit()
    {
        using CameraReader reader = Reader($"{Live}white ! video/x-raw,width=320,height=240,framerate=30/1");
        (await FirstFrame(reader)).Dispose();
        await Signals.Send("STOP", Assert.Single(Signals.Cameras()));
        await Eventually.True(() => reader.State.Health == CameraHealth.Stale, "staleness", TimeSpan.FromSeconds(1.5));
        await Eventually.True(() => reader.State.Reason == "no frame for 1 s", "the loss", TimeSpan.FromSeconds(2));
        await Eventually.True(() => reader.State.Health == CameraHealth.Online, "the return", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_frozen_child_does_not_hold_a_stop_and_leaves_no_process_behind()
    {
        CameraReader reader = Reader($"{Live}white ! video/x-raw,width=320,height=240,framerate=30/1");
        (await FirstFrame(reader)).Dispose();
        await Signals.Send("STOP", Assert.Single(Signals.Cameras()));
        long start = Stopwatch.GetTimestamp();
        reader.Dispose();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
        Assert.Empty(Signals.Cameras());
    }

    [Fact]
    public async Task A_child_has_a_session_of_its_own_and_inherits_no_open_camera()
    {
        using var folder = new TemporaryFolder();
        string camera = folder.Write("camera", "as OpenCV opens it"u8);
        using FileStream open = File.OpenRead(camera);
        int inheritable = Dup((int)open.SafeFileHandle.DangerousGetHandle()); // a copy is not closed in children
        using CameraReader reader = Reader($"{Live}white ! video/x-raw,width=320,height=240,framerate=30/1");
        (await FirstFrame(reader)).Dispose();
        int child = Assert.Single(Signals.Cameras());
        IEnumerable<string?> inherited = Directory.GetFiles($"/proc/{child}/fd").Select(static fd => new FileInfo(fd).LinkTarget);
        Assert.DoesNotContain(camera, inherited);
        string[] stat = (await File.ReadAllTextAsync($"/proc/{child}/stat", Token)).Split(") ")[1].Split(' ');
        Assert.Equal($"{child}", stat[3]); // state, parent, group, session
        using var close = new Microsoft.Win32.SafeHandles.SafeFileHandle(inheritable, ownsHandle: true);
    }

    [Theory]
    [InlineData("gst:nosuchelement", "no element \"nosuchelement\"")]
    [InlineData("gst:videotestsrc nosuch=1", "no property \"nosuch\"")]
    [InlineData("gst:v4l2src device=/dev/nowhere", "Cannot identify device")]
    public async Task A_pipeline_that_cannot_run_says_why(string source, string why)
    {
        using CameraReader reader = Reader(source);
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains(why, StringComparison.Ordinal) == true, why);
        Assert.Equal(CameraHealth.Offline, reader.State.Health);
    }

    [Fact]
    public async Task A_pipeline_that_ends_is_opened_again()
    {
        using CameraReader reader = Reader($"gst:videotestsrc num-buffers=3 ! video/x-raw,width=320,height=240");
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        await Eventually.True(() => reader.Counters is { Reopens: >= 1, Frames: > 3 }, "a second run");
        Assert.False(reader.Ended);
    }

    [Fact]
    public async Task A_child_that_floods_its_error_stream_is_read_and_one_line_is_logged()
    {
        // Every byte of every frame is printed.
        using CameraReader reader = Reader(
            "gst:videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1 ! tee name=t "
                + "t. ! queue ! fakesink dump=true t. ! queue"
        );
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        for (int i = 0; i < 10; i++)
        {
            (await subscription.TakeNewestAsync(Token))!.Dispose();
        }

        Assert.Single(logger.Lines, static line => line.Id == 1006);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    private async Task<Frame> FirstFrame(CameraReader reader)
    {
        Assert.True(File.Exists("/usr/bin/gst-launch-1.0"), $"These tests need: sudo apt-get install {CaptureRuntime.GStreamerPackages}");
        FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        try
        {
            return (await subscription.TakeNewestAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System, Token))!;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No frame came: {reader.State.Reason}\n{logger.All}");
            throw;
        }
    }

    private CameraReader Reader(string source, FrameSize? size = null, double? rate = null) =>
        new(
            "gate",
            new CameraOptions
            {
                Source = CameraSource.Parse(source),
                Size = size,
                Rate = rate,
                Stall = TimeSpan.FromSeconds(1),
            },
            TimeProvider.System,
            logger
        );
}

/// <summary>Tests that count this process's children run one after the other.</summary>
[CollectionDefinition(nameof(ChildProcesses))]
public sealed class ChildProcesses;
