using System.Diagnostics;
using EdgeVL.Capture.Tests.Support;

namespace EdgeVL.Capture.Tests;

[Collection(nameof(ChildProcesses))]
public sealed class RtspCameraTests(ITestOutputHelper output)
{
    private readonly ListLogger logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("h264", 640, 480)]
    [InlineData("odd", 322, 242)]
    [InlineData("h265", 320, 240)]
    [InlineData("mjpeg", 320, 240)]
    [InlineData("sound", 320, 240)]
    public async Task Every_codec_is_read_at_its_own_size(string mount, int width, int height)
    {
        using RtspServer server = RtspServer.Start();
        using CameraReader reader = Reader(server.Address(mount));
        using FrameSubscription subscription = reader.Subscribe();
        long start = Stopwatch.GetTimestamp();
        reader.Start();
        using Frame frame = await Next(reader, subscription);
        output.WriteLine($"{mount}: first frame after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
        Assert.Equal((width, height), (frame.Width, frame.Height));
        Assert.Equal(CameraHealth.Online, reader.State.Health);
    }

    [Fact]
    public async Task Silence_death_and_return_are_noticed_reported_and_overcome()
    {
        using RtspServer server = RtspServer.Start();
        using CameraReader reader = Reader(server.Address("mjpeg"));
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        (await Next(reader, subscription)).Dispose();

        await server.FallSilent();
        long start = Stopwatch.GetTimestamp();
        await Eventually.True(() => reader.State.Health == CameraHealth.Stale, "staleness");
        await Eventually.True(() => reader.State is { Health: CameraHealth.Offline, Reason: "no frame for 1 s" }, "the loss");
        output.WriteLine($"silence noticed after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
        Assert.Null(subscription.TryTakeNewest()); // nothing old passes for the present

        await server.WakeUp();
        await Recovery(reader, "waking up");
        using (Frame frame = await Next(reader, subscription))
        {
            Assert.InRange(frame.Age(TimeProvider.System).TotalMilliseconds, 0, 500);
        }

        server.Die();
        start = Stopwatch.GetTimestamp();
        await Eventually.True(() => reader.State.Health == CameraHealth.Offline, "the loss");
        output.WriteLine($"death noticed after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
        await Eventually.True(() => reader.State.Reason!.Contains("connect", StringComparison.OrdinalIgnoreCase), "the reason");

        server.Return();
        await Recovery(reader, "return");
        Assert.True(reader.Counters.Reopens >= 2);
    }

    [Fact]
    public async Task A_server_that_dies_does_not_slow_the_camera_beside_it()
    {
        using RtspServer server = RtspServer.Start();
        using CameraReader dying = Reader(server.Address("mjpeg"));
        using CameraReader beside = Reader("gst:videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1");
        using FrameSubscription first = dying.Subscribe();
        using FrameSubscription second = beside.Subscribe();
        dying.Start();
        beside.Start();
        (await Next(dying, first)).Dispose();
        (await Next(beside, second)).Dispose();
        await server.FallSilent();
        long longest = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2))
        {
            long before = Stopwatch.GetTimestamp();
            (await Next(beside, second)).Dispose();
            longest = long.Max(longest, Stopwatch.GetTimestamp() - before);
        }

        Assert.Equal(CameraHealth.Offline, dying.State.Health);
        Assert.InRange(TimeSpan.FromSeconds((double)longest / Stopwatch.Frequency).TotalMilliseconds, 0, 500); // 33 ms apart, on a busy machine
    }

    [Fact]
    public async Task User_and_password_open_the_door_and_are_never_shown()
    {
        const string password = "p@ss:w%rd\"\\ x";
        using RtspServer server = RtspServer.Start("viewer", password);
        string address = server.Address("mjpeg").Replace("://", $"://viewer:{Uri.EscapeDataString(password)}@", StringComparison.Ordinal);
        using CameraReader reader = Reader(address);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        (await Next(reader, subscription)).Dispose();
        Assert.DoesNotContain("p@ss", logger.All, StringComparison.Ordinal);
        Assert.DoesNotContain("p%40ss", logger.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer:s3cret@", "mjpeg", "Unauthorized")]
    [InlineData("", "mjpeg", "Unauthorized")]
    [InlineData("viewer:right@", "nothing", "Not Found")]
    public async Task A_closed_door_is_reported_as_what_it_is(string login, string mount, string why)
    {
        using RtspServer server = RtspServer.Start("viewer", "right");
        using CameraReader reader = Reader(server.Address(mount).Replace("://", $"://{login}", StringComparison.Ordinal));
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains(why, StringComparison.OrdinalIgnoreCase) == true, why);
        Assert.DoesNotContain("s3cret", $"{reader.State.Reason}{logger.All}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_is_switched_on_later_is_found()
    {
        using RtspServer server = RtspServer.Start();
        server.Die();
        using CameraReader reader = Reader(server.Address("mjpeg"));
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains("connect", StringComparison.OrdinalIgnoreCase) == true, "the reason");
        server.Return();
        (await Next(reader, subscription)).Dispose();
    }

    private async Task Recovery(CameraReader reader, string from)
    {
        long start = Stopwatch.GetTimestamp();
        await Eventually.True(() => reader.State.Health == CameraHealth.Online, from);
        output.WriteLine($"online {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms after {from}");
    }

    private async Task<Frame> Next(CameraReader reader, FrameSubscription subscription)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            return (await subscription.TakeNewestAsync(patience.Token))!;
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            Assert.Fail($"No frame came: {reader.State.Reason}\n{logger.All}");
            throw;
        }
    }

    private CameraReader Reader(string source) =>
        new(
            "gate",
            new CameraOptions { Source = CameraSource.Parse(source), Stall = TimeSpan.FromSeconds(1) },
            TimeProvider.System,
            logger
        );
}
