using EdgeVL.Capture.GStreamer;

namespace EdgeVL.Capture.Tests.GStreamer;

public sealed class ChildMessagesTests
{
    private const string Caps =
        "/GstPipeline:pipeline0/GstMultipartMux:edgevl_mux.GstPad:sink_0: caps = video/x-raw, width=(int)322, height=(int)240, "
        + "pixel-aspect-ratio=(fraction)1/1, framerate=(fraction)0/1, format=(string)BGR";

    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(20);

    private readonly ChildMessages messages = new(secret: "s3cret");

    [Fact]
    public void The_size_is_learnt_from_the_named_elements()
    {
        messages.Take(
            "/GstPipeline:pipeline0/GstVideoTestSrc:src.GstPad:src: caps = video/x-raw, format=(string)BGR, width=(int)1, height=(int)2"
        );
        Assert.Null(messages.WaitForSize(968 * 240, Briefly));
        Assert.Null(messages.Take(Caps));
        Assert.Equal(new FrameSize(322, 240), messages.WaitForSize(968 * 240, Briefly)); // rows end at multiples of four
        Assert.Null(messages.WaitForSize(966 * 240, Briefly));
    }

    [Fact]
    public async Task A_size_announced_late_is_waited_for()
    {
        Task<FrameSize?> wait = Task.Run(
            () => messages.WaitForSize(968 * 240, TimeSpan.FromSeconds(10)),
            TestContext.Current.CancellationToken
        );
        messages.Take(Caps);
        Assert.Equal(new FrameSize(322, 240), await wait);
    }

    [Fact]
    public void A_child_that_is_gone_announces_nothing_any_more()
    {
        messages.End();
        Assert.Null(messages.WaitForSize(100, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void The_first_error_is_the_reason_with_its_detail()
    {
        foreach (
            string line in new[]
            {
                "Setting pipeline to PAUSED ...",
                "Progress: (connect) Connecting to rtsp://127.0.0.1:1/cam",
                "ERROR: from element /GstPipeline:pipeline0/GstRTSPSrc:edgevl_rtsp: Could not open resource for reading and writing.",
                "Additional debug info:",
                "../gst/rtsp/gstrtspsrc.c(8336): gst_rtspsrc_retrieve_sdp (): /GstPipeline:pipeline0/GstRTSPSrc:edgevl_rtsp:",
                "Failed to connect. (Generic error)",
                "ERROR: pipeline doesn't want to preroll.",
                "Setting pipeline to NULL ...",
                "Freeing pipeline ...",
            }
        )
        {
            Assert.Null(messages.Take(line));
        }

        Assert.Equal("Could not open resource for reading and writing (Failed to connect. (Generic error))", messages.Reason);
    }

    [Fact]
    public void A_detail_that_repeats_the_error_stands_alone()
    {
        messages.Take("ERROR: from element /GstPipeline:pipeline0/GstRTSPSrc:edgevl_rtsp: Unauthorized");
        messages.Take("Additional debug info:");
        messages.Take("../gst/rtsp/gstrtspsrc.c(6899): gst_rtspsrc_send (): /GstPipeline:pipeline0/GstRTSPSrc:edgevl_rtsp:");
        messages.Take("Unauthorized (401)");
        Assert.Equal("Unauthorized (401)", messages.Reason);
    }

    [Fact]
    public void A_pipeline_that_is_none_is_the_reason()
    {
        messages.Take("WARNING: erroneous pipeline: no element \"nvvidconv\"");
        Assert.Equal("no element \"nvvidconv\"", messages.Reason);
    }

    [Fact]
    public void The_last_words_are_the_reason_where_there_is_no_error()
    {
        Assert.Equal("something odd", messages.Take("something odd"));
        Assert.Equal("and then this", messages.Take("and then this"));
        messages.Take("Freeing pipeline ...");
        Assert.Equal("and then this", messages.Reason);
    }

    [Fact]
    public void No_password_is_ever_repeated()
    {
        messages.Take("Cannot reach rtsp://admin:s3cret@10.0.0.7/a with s3cret");
        Assert.DoesNotContain("s3cret", messages.Reason, StringComparison.Ordinal);
    }
}
