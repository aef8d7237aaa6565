using System.Text;
using EdgeVL.Capture.GStreamer;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Capture.Tests.GStreamer;

public sealed class MultipartFramesTests
{
    [Fact]
    public void Frames_of_any_content_come_out_as_they_went_in() =>
        Prop.ForAll<byte[][]>(static frames =>
            {
                byte[][] written = [.. frames.Where(static frame => frame is { Length: > 0 })];
                var reader = new MultipartFrames(new SlowStream(Written(written)));
                foreach (byte[] frame in written)
                {
                    byte[] read = new byte[reader.NextLength()!.Value];
                    Assert.True(reader.Fill(read));
                    Assert.Equal(frame, read);
                }

                Assert.Null(reader.NextLength());
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_stream_cut_anywhere_ends_and_never_gives_half_a_frame()
    {
        byte[] whole = Written([new byte[40], new byte[40]]);
        int firstEnd = Written([new byte[40]]).Length;
        for (int cut = 0; cut <= whole.Length; cut++)
        {
            var reader = new MultipartFrames(new SlowStream(whole[..cut]));
            byte[] frame = new byte[40];
            int complete = 0;
            while (reader.NextLength() is 40 && reader.Fill(frame))
            {
                complete++;
            }

            Assert.Equal((cut >= firstEnd ? 1 : 0) + (cut >= whole.Length ? 1 : 0), complete);
        }
    }

    [Fact]
    public void A_byte_too_many_is_noticed_at_the_next_frame()
    {
        byte[] whole = Written([new byte[40], new byte[40]]);
        var reader = new MultipartFrames(new SlowStream([.. whole.AsSpan(0, 70), 0, .. whole.AsSpan(70)]));
        Assert.True(reader.Fill(new byte[reader.NextLength()!.Value]));
        Assert.Throws<InvalidDataException>(() => reader.NextLength());
    }

    [Theory]
    [InlineData("--edgevl\r\nContent-Type: video/x-raw\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("--edgevl\r\nContent-Type: video/x-raw\r\nContent-Length: x\r\n\r\n")]
    [InlineData("--edgevl\r\nContent-Type: video/x-raw\r\nContent-Length: 99999999999999999\r\n\r\n")]
    [InlineData("--edgevl\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\n0123456789012345")]
    [InlineData("Setting pipeline to PAUSED ...\nPipeline is live and does not need PREROLL ...\nPipeline is PREROLLED ...")]
    public void Anything_else_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => new MultipartFrames(new SlowStream(Encoding.ASCII.GetBytes(text))).NextLength());

    /// <summary>As multipartmux writes.</summary>
    private static byte[] Written(byte[][] frames)
    {
        using var stream = new MemoryStream();
        for (int i = 0; i < frames.Length; i++)
        {
            string lead = i == 0 ? "" : "\r\n";
            stream.Write(
                Encoding.ASCII.GetBytes($"{lead}--edgevl\r\nContent-Type: video/x-raw\r\nContent-Length: {frames[i].Length}\r\n\r\n")
            );
            stream.Write(frames[i]);
        }

        return stream.ToArray();
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class SlowStream(byte[] content) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..int.Min(7, buffer.Length)]);
    }
}
