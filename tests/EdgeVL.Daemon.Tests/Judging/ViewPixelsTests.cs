using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Qwen3VL.Vision;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class ViewPixelsTests
{
    [Fact]
    public void A_pixel_is_found_again_in_the_frame_however_the_view_is_turned() =>
        Prop.ForAll(
                (
                    from width in Gen.Choose(1, 40)
                    from height in Gen.Choose(1, 40)
                    from x in Gen.Choose(0, width - 1)
                    from y in Gen.Choose(0, height - 1)
                    from turn in Gen.Elements(0, 90, 180, 270)
                    select (width, height, x, y, turn)
                ).ToArbitrary(),
                static one =>
                {
                    byte[] picture = new byte[one.width * one.height * 3];
                    picture[((one.y * one.width) + one.x) * 3] = 255;
                    var turned = new ViewPixels();
                    turned.Take(new PixelView(picture, one.width, one.height, one.width * 3, PixelOrder.Bgr), one.turn);
                    PixelView view = turned.View;
                    int at = view.Pixels.IndexOf((byte)255) / 3;
                    (int column, int line) = (at % view.Width, at / view.Width);
                    var box = new RelativeBox(
                        column * 1000.0 / view.Width,
                        line * 1000.0 / view.Height,
                        (column + 1) * 1000.0 / view.Width,
                        (line + 1) * 1000.0 / view.Height
                    );
                    PixelBox? found = (FrameCrop.Whole(one.width, one.height) with { Turn = one.turn }).ToPixels(box);
                    return found == new PixelBox(one.x, one.y, one.x + 1, one.y + 1);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_quarter_turn_clockwise_brings_the_left_edge_up()
    {
        byte[] picture = [1, 1, 1, 2, 2, 2]; // 1 to the left of 2
        var turned = new ViewPixels();
        turned.Take(new PixelView(picture, 2, 1, 6, PixelOrder.Bgr), turn: 90);

        Assert.Equal((1, 2), (turned.View.Width, turned.View.Height));
        Assert.Equal(picture, turned.View.Pixels.ToArray());
        turned.Take(new PixelView(picture, 2, 1, 6, PixelOrder.Bgr), turn: 270);
        Assert.Equal([2, 2, 2, 1, 1, 1], turned.View.Pixels.ToArray());
    }

    [Fact]
    public void A_part_of_a_picture_is_taken_without_what_lies_beside_it_and_a_smaller_one_after_a_larger_is_whole()
    {
        byte[] picture = [.. Enumerable.Range(0, 4 * 4 * 3).Select(static value => (byte)value)];
        var pixels = new ViewPixels();
        var whole = new PixelView(picture, 4, 4, 12, PixelOrder.Bgr);
        pixels.Take(whole);
        Assert.Equal(picture, pixels.View.Pixels.ToArray());
        pixels.Take(whole.Crop(1, 2, 2, 1));
        Assert.Equal([27, 28, 29, 30, 31, 32], pixels.View.Pixels.ToArray());

        byte[] curve = [.. Enumerable.Range(0, 256).Select(static value => (byte)(255 - value))];
        pixels.Map(curve);
        Assert.Equal([228, 227, 226, 225, 224, 223], pixels.View.Pixels.ToArray());
    }
}
