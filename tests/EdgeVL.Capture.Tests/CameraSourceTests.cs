using EdgeVL.Contracts.Faults;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Capture.Tests;

public sealed class CameraSourceTests
{
    [Theory]
    [InlineData("v4l2:/dev/v4l/by-id/usb-Basler-4711", CameraSourceKind.V4l2)]
    [InlineData("rtsp://10.0.0.7/stream1", CameraSourceKind.Rtsp)]
    [InlineData("rtsps://gate.plant:322/live?channel=1&subtype=0", CameraSourceKind.Rtsp)]
    [InlineData("rtsp://[fe80::1]:554/a", CameraSourceKind.Rtsp)]
    [InlineData("csi:0", CameraSourceKind.Csi)]
    [InlineData("gst:videotestsrc is-live=true ! video/x-raw,width=640", CameraSourceKind.GStreamer)]
    [InlineData("file:clip.mp4", CameraSourceKind.VideoFile)]
    [InlineData("folder:frames", CameraSourceKind.PictureFolder)]
    [InlineData("image:part 7.png", CameraSourceKind.Picture)]
    public void Every_kind_is_read_and_written_back(string text, CameraSourceKind kind)
    {
        CameraSource source = CameraSource.Parse(text);
        Assert.Equal(kind, source.Kind);
        Assert.Equal(text, source.ToString());
        Assert.Equal(source, CameraSource.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("clip.mp4")]
    [InlineData("http://10.0.0.7/")]
    [InlineData("v4l2:0")]
    [InlineData("v4l2:/dev/")]
    [InlineData("csi:")]
    [InlineData("csi:x")]
    [InlineData("csi:-1")]
    [InlineData("file:")]
    [InlineData("folder: ")]
    [InlineData("rtsp:10.0.0.7")]
    [InlineData("rtsp://")]
    [InlineData("rtsp:///stream")]
    [InlineData("rtsp://10.0.0.7:99999/a")]
    [InlineData("rtsp://10.0.0.7/a b")]
    [InlineData("rtsp://10.0.0.7/a\"b")]
    [InlineData("rtsp://10.0.0.7/a'b")]
    [InlineData("rtsp://10.0.0.7/a\\b")]
    [InlineData("rtsp://10.0.0.7/a\n")]
    [InlineData("gst:")]
    [InlineData("gst:videotestsrc !")]
    [InlineData("gst:! videotestsrc")]
    [InlineData("gst:videotestsrc \"open")]
    [InlineData("gst:-q videotestsrc")]
    public void Anything_else_is_a_fault_with_a_remedy(string text)
    {
        FaultException fault = Assert.Throws<FaultException>(() => CameraSource.Parse(text));
        Assert.Equal(FaultCode.ConfigurationInvalid, fault.Code);
        Assert.NotEmpty(fault.Remedy);
    }

    [Theory]
    [InlineData("rtsp://admin:s3cret@10.0.0.7/stream1", "rtsp://***@10.0.0.7/stream1", "admin", "s3cret")]
    [InlineData("rtsp://admin:p%40ss%3Aw%25rd@10.0.0.7/a", "rtsp://***@10.0.0.7/a", "admin", "p@ss:w%rd")]
    [InlineData("rtsp://admin:p@ss:w%rd@10.0.0.7/a", "rtsp://***@10.0.0.7/a", "admin", "p@ss:w%rd")]
    [InlineData("rtsp://admin@10.0.0.7/a", "rtsp://***@10.0.0.7/a", "admin", "")]
    [InlineData("rtsp://admin:a\"b%20c\\d@10.0.0.7/a", "rtsp://***@10.0.0.7/a", "admin", "a\"b c\\d")]
    public void User_and_password_are_read_and_never_shown(string text, string shown, string user, string password)
    {
        CameraSource source = CameraSource.Parse(text);
        Assert.Equal(shown, source.ToString());
        Assert.Equal((user, password), (source.Credentials!.User, source.Credentials.Password));
        Assert.False(source.Location.Contains('@', StringComparison.Ordinal));
        Assert.Equal("***", source.Credentials.ToString());
    }

    [Theory]
    [InlineData("rtsp://admin:s3cret@/x")]
    [InlineData("rtsp://admin:s3cret/x@10.0.0.7/x")]
    [InlineData("rtsp://admin:s3cret x@10.0.0.7/a b")]
    [InlineData("rtsp://admin:s3cret\n@10.0.0.7/a")]
    [InlineData("rtsp://admin:s3cret@10.0.0.7:bad/a")]
    [InlineData("http://admin:s3cret@10.0.0.7/a")]
    [InlineData("gst:rtspsrc location=rtsp://admin:s3cret@h/x user-pw=s3cret ! \"")]
    public void A_fault_never_shows_a_password(string text)
    {
        FaultException fault = Assert.Throws<FaultException>(() => CameraSource.Parse(text));
        Assert.DoesNotContain("s3cret", fault.Explained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gst:rtspsrc location=rtsp://admin:s3cret@10.0.0.7/x user-pw=\"s3cret too\" ! fakesink")]
    [InlineData("gst:souphttpsrc location=http://h/ user-id=admin user-pw=s3cret")]
    [InlineData("rtsp://10.0.0.7/user=admin_password=s3cret&channel=1")]
    [InlineData("rtsp://10.0.0.7/live?user=admin&pwd=s3cret")]
    public void Passwords_elsewhere_are_hidden_too(string text) =>
        Assert.DoesNotContain("s3cret", CameraSource.Parse(text).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_relative_path_is_taken_from_a_folder()
    {
        Assert.Equal("file:/etc/edgevl/clip.mp4", CameraSource.Parse("file:clip.mp4").RelativeTo("/etc/edgevl").ToString());
        Assert.Equal("file:/srv/clip.mp4", CameraSource.Parse("file:/srv/clip.mp4").RelativeTo("/etc/edgevl").ToString());
        Assert.Equal("csi:0", CameraSource.Parse("csi:0").RelativeTo("/etc/edgevl").ToString());
    }

    [Fact]
    public void A_device_by_number_is_not_stable()
    {
        Assert.False(CameraSource.Parse("v4l2:/dev/video0").IsStable);
        Assert.True(CameraSource.Parse("v4l2:/dev/v4l/by-id/usb-1").IsStable);
        Assert.True(CameraSource.Parse("csi:0").IsStable);
    }

    [Fact]
    public void Any_text_is_a_source_or_a_fault() =>
        Prop.ForAll<string?>(static text =>
            {
                foreach (string kind in new[] { "", "rtsp://", "rtsp://u:p@", "gst:", "v4l2:", "csi:", "file:" })
                {
                    try
                    {
                        CameraSource source = CameraSource.Parse(kind + text);
                        Assert.NotEmpty(source.ToString());
                    }
                    catch (FaultException fault)
                    {
                        Assert.Equal(FaultCode.ConfigurationInvalid, fault.Code);
                    }
                }
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1280x720", 1280, 720)]
    [InlineData("16x16384", 16, 16384)]
    public void A_size_is_read(string text, int width, int height)
    {
        Assert.Equal(new FrameSize(width, height), FrameSize.Parse(text));
        Assert.Equal(text, FrameSize.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1280")]
    [InlineData("1280x")]
    [InlineData("1280X720")]
    [InlineData("15x720")]
    [InlineData("1280x99999")]
    [InlineData("-1x-1")]
    [InlineData("1280x720x3")]
    public void What_is_no_size_is_refused(string text) =>
        Assert.Equal(FaultCode.ConfigurationInvalid, Assert.Throws<FaultException>(() => FrameSize.Parse(text)).Code);
}
