using EdgeVL.Capture.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Capture.Tests;

public sealed class PictureCameraTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
    private readonly ListLogger logger = new();
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_folder_is_played_in_natural_order_and_ends()
    {
        folder.Write("b10.png", TestPictures.Png);
        folder.Write("b9.jpg", TestPictures.Jpeg);
        folder.Write("notes.txt", "no picture"u8);
        Assert.Equal(["b9.jpg", "b10.png"], await Names(Folder(Pace.Fast)));
    }

    [Fact]
    public async Task Pictures_of_different_sizes_follow_each_other()
    {
        folder.Write("1.png", TestPictures.Png);
        folder.Write("2.png", ImageEncoder.Png(new byte[30 * 20 * 3], 30, 20));
        folder.Write("3.png", ImageEncoder.Png(new byte[300 * 200 * 3], 300, 200));
        using CameraReader reader = new("shelf", Folder(Pace.Fast), time, logger);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        foreach (int width in new[] { 60, 30, 300 })
        {
            using Frame frame = (await subscription.TakeNewestAsync(Token))!;
            Assert.Equal(width, frame.Width);
            Assert.Equal(frame.Width * frame.Height * 3, frame.Pixels.Length);
        }
    }

    [Fact]
    public async Task A_broken_picture_is_passed_over_by_name_and_counted()
    {
        folder.Write("1.png", TestPictures.Png);
        folder.Write("2.png", TestPictures.Png.AsSpan(0, 100));
        folder.Write("3.png", TestPictures.Png);
        using CameraReader reader = new("shelf", Folder(Pace.Fast), time, logger);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        (await subscription.TakeNewestAsync(Token))!.Dispose();
        using Frame third = (await subscription.TakeNewestAsync(Token))!;
        Assert.Equal(2, third.MediaFrame);
        Assert.Equal(1, reader.Counters.Unreadable);
        Assert.Contains(logger.Lines, static line => line.Id == 1005 && line.Text.Contains("2.png", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_of_broken_pictures_only_is_offline_with_the_last_ones_name()
    {
        folder.Write("only.png", new byte[100]);
        using CameraReader reader = new("shelf", Folder(Pace.Fast) with { Loop = true }, time, logger);
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains("only.png", StringComparison.Ordinal) == true, "the reason");
        Assert.Equal(CameraHealth.Offline, reader.State.Health);
    }

    [Fact]
    public async Task An_empty_folder_is_offline_until_a_picture_comes()
    {
        using CameraReader reader = new("shelf", Folder(Pace.Fast), time, logger);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains("no picture", StringComparison.Ordinal) == true, "the reason");
        folder.Write("1.png", TestPictures.Png);
        await Eventually.True(time, TimeSpan.FromMilliseconds(250), () => reader.Counters.Frames == 1, "the picture");
    }

    [Fact]
    public async Task In_real_time_pictures_come_at_the_rate_that_was_asked()
    {
        folder.Write("1.png", TestPictures.Png);
        folder.Write("2.png", TestPictures.Png);
        using CameraReader reader = new("shelf", Folder(Pace.Real) with { Rate = 2, Loop = true }, time, logger);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        DateTimeOffset begin = time.GetUtcNow();
        await Eventually.True(time, TimeSpan.FromMilliseconds(50), () => reader.Counters.Frames == 5, "five pictures");
        Assert.InRange((time.GetUtcNow() - begin).TotalSeconds, 2, 2.5);
    }

    [Fact]
    public async Task One_picture_is_given_once()
    {
        CameraOptions options = new() { Source = CameraSource.Parse($"image:{folder.Write("part.png", TestPictures.Png)}") };
        Assert.Equal(["part.png"], await Names(options));
    }

    [Fact]
    public async Task A_broken_picture_alone_is_offline_with_its_name_until_it_is_replaced()
    {
        string path = folder.Write("part.png", new byte[7]);
        using CameraReader reader = new("shelf", new CameraOptions { Source = CameraSource.Parse($"image:{path}") }, time, logger);
        reader.Start();
        await Eventually.True(() => reader.State.Reason?.Contains(path, StringComparison.Ordinal) == true, "the reason");
        folder.Write("part.png", TestPictures.Png);
        await Eventually.True(time, TimeSpan.FromMilliseconds(250), () => reader.Ended, "the picture");
    }

    private CameraOptions Folder(Pace pace) => new() { Source = CameraSource.Parse($"folder:{folder.Path}"), Pace = pace };

    private async Task<List<string?>> Names(CameraOptions options)
    {
        using CameraReader reader = new("shelf", options, time, logger);
        using FrameSubscription subscription = reader.Subscribe();
        reader.Start();
        var names = new List<string?>();
        while (await subscription.TakeNewestAsync(Token) is { } frame)
        {
            names.Add(Path.GetFileName(frame.Source));
            frame.Dispose();
        }

        return names;
    }
}
