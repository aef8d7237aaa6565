using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Tasks;

public sealed class FrameCropTests
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Up to 1000 pixels a side the model's thousandths are finer than pixels, and no box moves.
    private static readonly Gen<FrameCrop> Crops =
        from width in Gen.Choose(32, 4000)
        from height in Gen.Choose(32, 4000)
        from cropWidth in Gen.Choose(1, Math.Min(width, 1000))
        from cropHeight in Gen.Choose(1, Math.Min(height, 1000))
        from x in Gen.Choose(0, width - cropWidth)
        from y in Gen.Choose(0, height - cropHeight)
        select new FrameCrop(width, height, new PixelBox(x, y, x + cropWidth, y + cropHeight));

    [Theory]
    [InlineData(0, 0, 1000, 1000, 0, 0, 640, 480)]
    [InlineData(509, 406, 816, 504, 326, 195, 522, 242)]
    [InlineData(0, 0, 1, 1, 0, 0, 1, 1)] // 0.64 and 0.48 pixels
    [InlineData(0, 0, 0.5, 0.5, 0, 0, 1, 1)] // less than half a pixel is one pixel
    [InlineData(999.9, 999.9, 1000, 1000, 639, 479, 640, 480)] // also at the far edge
    public void Thousandths_of_the_frame_become_its_nearest_pixels(
        double x1,
        double y1,
        double x2,
        double y2,
        int left,
        int top,
        int right,
        int bottom
    ) => Assert.Equal(new PixelBox(left, top, right, bottom), FrameCrop.Whole(640, 480).ToPixels(new RelativeBox(x1, y1, x2, y2)));

    [Fact]
    public void A_box_of_a_region_lands_in_the_frame()
    {
        FrameCrop crop = FrameCrop.Of(new RelativeRegion(0.1, 0.2, 0.9, 0.8), 640, 480);
        Assert.Equal(new PixelBox(64, 96, 576, 384), crop.Box);
        Assert.Equal(new PixelBox(64 + 256, 96, 576, 96 + 144), crop.ToPixels(new RelativeBox(500, 0, 1000, 500)));
    }

    [Fact]
    public void A_region_is_at_least_one_pixel_of_the_frame() =>
        Prop.ForAll(
                (
                    from width in Gen.Choose(1, 5000)
                    from height in Gen.Choose(1, 5000)
                    from x in Gen.Choose(0, 98)
                    from y in Gen.Choose(0, 98)
                    select (width, height, x, y)
                ).ToArbitrary(),
                static at =>
                {
                    PixelBox box = FrameCrop
                        .Of(new RelativeRegion(at.x / 100d, at.y / 100d, (at.x + 1) / 100d, (at.y + 1) / 100d), at.width, at.height)
                        .Box;
                    return box.X1 >= 0 && box.Y1 >= 0 && box.X2 <= at.width && box.Y2 <= at.height && box is { Width: > 0, Height: > 0 };
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void An_answer_written_as_the_model_writes_it_gives_back_the_same_boxes_in_pixels()
    {
        Gen<List<(PixelBox, string)>> Lines(FrameCrop crop) =>
            (
                from x1 in Gen.Choose(crop.Box.X1, crop.Box.X2 - 1)
                from x2 in Gen.Choose(x1 + 1, crop.Box.X2)
                from y1 in Gen.Choose(crop.Box.Y1, crop.Box.Y2 - 1)
                from y2 in Gen.Choose(y1 + 1, crop.Box.Y2)
                from text in Gen.Elements("LOT-4821", "Größe \"L\"", "有効期限", "a\\b\n", "😀", "</think>", "```", "[]")
                select (new PixelBox(x1, y1, x2, y2), text)
            )
                .ListOf()
                .Select(static lines => lines.DistinctBy(static line => line).ToList());

        Gen<(FrameCrop Crop, List<(PixelBox Box, string Text)> Lines)> answers =
            from crop in Crops
            from lines in Lines(crop)
            select (crop, lines);
        Prop.ForAll(answers.ToArbitrary(), static made => ReadsBack(made.Crop, made.Lines))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(12));
    }

    [Fact]
    public void Any_four_numbers_give_a_box_inside_the_region_or_none()
    {
        Gen<double> edges = Gen.OneOf(
            Gen.Choose(-2000, 3000).Select(static n => (double)n),
            Gen.Choose(0, 1_000_000).Select(static n => n / 1000d),
            Gen.Elements(-1e300, 1e300, 0, 1000, 5e-324)
        );
        Prop.ForAll(
                (from crop in Crops from numbers in edges.ArrayOf(4) select (crop, numbers)).ToArbitrary(),
                static made =>
                    made.crop.ToPixels(new RelativeBox(made.numbers[0], made.numbers[1], made.numbers[2], made.numbers[3])) is not { } box
                    || (
                        box.X1 >= made.crop.Box.X1
                        && box.X2 <= made.crop.Box.X2
                        && box.Y1 >= made.crop.Box.Y1
                        && box.Y2 <= made.crop.Box.Y2
                        && box is { Width: > 0, Height: > 0 }
                    )
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static bool ReadsBack(FrameCrop crop, List<(PixelBox Box, string Text)> lines)
    {
        JsonNode?[] elements =
        [
            .. lines.Select(line => new JsonObject { ["bbox_2d"] = Relative(crop, line.Box), ["text_content"] = line.Text }),
        ];
        TaskAnswer read = new TaskQuestion(TaskKind.Ocr).Read(
            new RawAnswer(new JsonArray(elements).ToJsonString(Compact), RawAnswer.Stop, crop)
        );

        // Two boxes of one text that round to the same thousandths are one: only texts of distinct places are compared.
        var places = lines.DistinctBy(line => (Relative(crop, line.Box).ToJsonString(), line.Text)).ToList();
        return read.Verdict == (lines.Count == 0 ? Verdict.NoRead : Verdict.Accept)
            && read.Texts.Select(static text => (text.Box!.Value, text.Text)).SequenceEqual(places);
    }

    private static JsonArray Relative(FrameCrop crop, PixelBox box) =>
        [
            Relative(box.X1 - crop.Box.X1, crop.Box.Width),
            Relative(box.Y1 - crop.Box.Y1, crop.Box.Height),
            Relative(box.X2 - crop.Box.X1, crop.Box.Width),
            Relative(box.Y2 - crop.Box.Y1, crop.Box.Height),
        ];

    private static int Relative(int pixels, int length) =>
        Convert.ToInt32(Math.Round(1000d * pixels / length), CultureInfo.InvariantCulture);
}
