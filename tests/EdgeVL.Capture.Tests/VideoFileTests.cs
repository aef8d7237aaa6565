using System.Diagnostics;
using EdgeVL.Capture.Tests.Support;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Capture.Tests;

public sealed class VideoFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_probe_tells_size_rate_and_length()
    {
        VideoInfo info = VideoFile.Probe(Samples.Clip);
        Assert.Equal(new VideoInfo(640, 480, Samples.ClipFrames, 10), info);
        Assert.Equal(24, info.Duration.TotalSeconds);
    }

    [Fact]
    public void Chosen_frames_are_those_that_reading_all_gives()
    {
        Frame[] all = [.. VideoFile.ReadFrames(Samples.Clip, [.. Enumerable.Range(0, 41)], TimeProvider.System, Token)];
        Frame[] some = [.. VideoFile.ReadFrames(Samples.Clip, [0, 7, 7, 40], TimeProvider.System, Token)];
        Assert.Equal([0L, 7, 7, 40], some.Select(static frame => frame.MediaFrame!.Value));
        Assert.Equal([0.0, 0.7, 0.7, 4.0], some.Select(static frame => frame.MediaTime!.Value.TotalSeconds));
        Assert.All(some, frame => Assert.Equal(all[(int)frame.MediaFrame!.Value].Pixels, frame.Pixels));
        Assert.All([.. all, .. some], static frame => frame.Dispose());
    }

    [Fact]
    public void A_frame_after_the_end_is_a_fault_with_the_numbers()
    {
        FaultException fault = Assert.Throws<FaultException>(() => Read([1, 500], Token));
        Assert.Equal(FaultCode.CaptureOpenFailed, fault.Code);
        Assert.Contains("240", fault.Message, StringComparison.Ordinal);
        Assert.Contains("500", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Descending_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => VideoFile.ReadFrames(Samples.Clip, [3, 2], TimeProvider.System, Token));
        Assert.Throws<ArgumentException>(() => VideoFile.ReadFrames(Samples.Clip, [-1], TimeProvider.System, Token));
    }

    [Fact]
    public void Reading_stops_when_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => Read([200], cancelled.Token));
    }

    [Theory]
    [InlineData("empty.mp4", 0, "empty")]
    [InlineData("half.mp4", 200_000, "damaged")]
    public void A_cut_file_is_a_fault_with_its_name(string name, int bytes, string why)
    {
        using var folder = new TemporaryFolder();
        AssertUnreadable(folder.Write(name, File.ReadAllBytes(Samples.Clip).AsSpan(0, bytes)), why);
    }

    [Fact]
    public void A_file_that_is_no_video_is_a_fault_with_its_name()
    {
        using var folder = new TemporaryFolder();
        AssertUnreadable(folder.Write("text.mp4", "This is not a video."u8), "known format");
        AssertUnreadable(folder.Path, "folder");
        AssertUnreadable(Path.Combine(folder.Path, "missing.mp4"), "no such file");
    }

    [Fact]
    public async Task A_pipe_is_refused_and_does_not_hold_us()
    {
        using var folder = new TemporaryFolder();
        string pipe = Path.Combine(folder.Path, "pipe.mp4");
        using Process make = Process.Start("mkfifo", [pipe]);
        await make.WaitForExitAsync(Token);
        AssertUnreadable(pipe, "pipe");
    }

    private static int Read(long[] indices, CancellationToken token) =>
        VideoFile
            .ReadFrames(Samples.Clip, indices, TimeProvider.System, token)
            .Count(static frame =>
            {
                frame.Dispose();
                return true;
            });

    private static void AssertUnreadable(string path, string why)
    {
        FaultException fault = Assert.Throws<FaultException>(() => VideoFile.Probe(path));
        Assert.Equal(FaultCode.CaptureOpenFailed, fault.Code);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }
}
