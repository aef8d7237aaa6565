using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Tests;

public sealed class FrameDrawingTests
{
    private const int Width = 320;
    private const int Height = 240;

    [Fact]
    public void The_frame_itself_stays_as_it_was()
    {
        using Frame frame = Grey();
        using Frame drawn = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(50, 60, 150, 120), "LOT-4821")]);
        Assert.Equal(-1, frame.Pixels.IndexOfAnyExcept((byte)128));
        Assert.NotEqual(-1, drawn.Pixels.IndexOfAnyExcept((byte)128));
        Assert.Equal((frame.Width, frame.Height), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void The_box_is_drawn_on_its_edges_and_not_inside()
    {
        using Frame frame = Grey();
        using Frame drawn = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(50, 60, 150, 120), "", BoxColour.Red)]);
        Assert.True(IsDrawn(drawn, 50, 90));
        Assert.True(IsDrawn(drawn, 150, 90));
        Assert.True(IsDrawn(drawn, 100, 60));
        Assert.True(IsDrawn(drawn, 100, 120));
        Assert.False(IsDrawn(drawn, 100, 90));
    }

    [Theory]
    [InlineData(0, 0, 319, 239)]
    [InlineData(0, 0, 20, 12)]
    [InlineData(300, 0, 320, 10)]
    [InlineData(300, 225, 320, 240)]
    [InlineData(-500, -500, 5000, 5000)]
    [InlineData(310, 100, 319, 110)]
    public void A_label_is_whole_wherever_its_box_is(int x1, int y1, int x2, int y2)
    {
        using Frame frame = Grey();
        using Frame plain = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(100, 100, 200, 150), "LOT-4821")]);
        using Frame edge = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(x1, y1, x2, y2), "LOT-4821")]);
        using Frame boxOnly = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(x1, y1, x2, y2), "")]);
        Assert.Equal(WhitePixels(plain), WhitePixels(edge) - WhitePixels(boxOnly));
        Assert.InRange(WhitePixels(plain), 20, 3000);
    }

    [Fact]
    public void A_label_longer_than_the_picture_is_wide_still_fits()
    {
        using Frame frame = Grey();
        using Frame drawn = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(100, 100, 200, 150), new string('W', 300))]);
        Assert.InRange(WhitePixels(drawn), 20, 3000);
        Assert.False(IsDrawn(drawn, 0, 0));
    }

    [Fact]
    public void Labels_of_boxes_side_by_side_do_not_cover_each_other()
    {
        using Frame frame = Grey();
        BoxLabel[] boxes =
        [
            new(new PixelBox(100, 100, 140, 140), "LOT-4821"),
            new(new PixelBox(130, 105, 170, 140), "LOT-4821"),
            new(new PixelBox(0, 0, 60, 30), "LOT-4821"),
            new(new PixelBox(50, 60, 150, 90), "LOT-4821"),
        ];
        using Frame drawn = FrameDrawing.Draw(frame, boxes);
        using Frame one = FrameDrawing.Draw(frame, boxes[..1]);
        Assert.Equal(4 * WhitePixels(one), WhitePixels(drawn));
    }

    [Fact]
    public void Characters_that_the_font_lacks_become_one_question_mark_each()
    {
        using Frame frame = Grey();
        using Frame foreign = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(100, 100, 200, 150), "Ä日😀\n")]);
        using Frame ascii = FrameDrawing.Draw(frame, [new BoxLabel(new PixelBox(100, 100, 200, 150), "????")]);
        Assert.Equal(ascii.Pixels, foreign.Pixels);
    }

    private static Frame Grey()
    {
        byte[] pixels = new byte[Width * Height * 3];
        pixels.AsSpan().Fill(128);
        return StillImage.Decode(ImageEncoder.Png(pixels, Width, Height), "grey.png");
    }

    private static bool IsDrawn(Frame frame, int x, int y) =>
        frame.Pixels.Slice(((y * frame.Width) + x) * 3, 3).IndexOfAnyExcept((byte)128) >= 0;

    private static int WhitePixels(Frame frame)
    {
        int count = 0;
        for (int i = 0; i < frame.Pixels.Length; i += 3)
        {
            count += frame.Pixels.Slice(i, 3).IndexOfAnyInRange((byte)0, (byte)200) < 0 ? 1 : 0; // letters have soft edges
        }

        return count;
    }
}
