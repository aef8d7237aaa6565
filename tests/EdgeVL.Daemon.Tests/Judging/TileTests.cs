using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Tasks;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class TileTests
{
    private static readonly PixelBox Region = new(0, 0, 200, 100);
    private static readonly PixelBox Left = new(0, 0, 110, 100);
    private static readonly PixelBox Right = new(90, 0, 200, 100);

    [Fact]
    public void Tiles_together_show_everything_and_lie_inside() =>
        Prop.ForAll(
                (
                    from columns in Gen.Choose(1, 8)
                    from rows in Gen.Choose(1, 8)
                    from overlap in Gen.Choose(0, 50)
                    from width in Gen.Choose(1, 300)
                    from height in Gen.Choose(1, 300)
                    select (Tiles: new TileOptions(columns, rows, overlap / 100.0), Width: width, Height: height)
                ).ToArbitrary(),
                static one =>
                {
                    PixelBox[] tiles = [.. TileCut.Of(one.Tiles, one.Width, one.Height)];
                    bool inside = tiles.All(tile =>
                        tile.X1 >= 0 && tile.Y1 >= 0 && tile.X2 <= one.Width && tile.Y2 <= one.Height && tile.Width > 0 && tile.Height > 0
                    );
                    bool wide = Enumerable.Range(0, one.Width).All(x => tiles.Any(tile => tile.X1 <= x && x < tile.X2));
                    bool high = Enumerable.Range(0, one.Height).All(y => tiles.Any(tile => tile.Y1 <= y && y < tile.Y2));
                    return tiles.Length == one.Tiles.Columns * one.Tiles.Rows && inside && wide && high;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Neighbours_share_the_overlap()
    {
        PixelBox[] tiles = [.. TileCut.Of(new TileOptions(2, 1, 0.2), 180, 100)];

        Assert.Equal([new PixelBox(0, 0, 100, 100), new PixelBox(80, 0, 180, 100)], tiles);
    }

    [Fact]
    public void A_line_that_two_tiles_show_whole_is_one()
    {
        ModelAnswer merged = Merge(
            [Text("LOT-1", new PixelBox(93, 10, 107, 20), 0.8)],
            [Text("LOT-1", new PixelBox(94, 10, 107, 20), 0.9)]
        );

        TextReading text = Assert.Single(merged.Read.Texts);
        Assert.Equal(0.9, text.Probability);
        Assert.Equal((140, 20, "left\nright"), (merged.Tokens.Image, merged.Tokens.Output, merged.Raw));
    }

    [Fact]
    public void The_tile_that_shows_a_line_whole_is_right_however_sure_the_other_is()
    {
        ModelAnswer merged = Merge(
            [Text("LOT-48", new PixelBox(95, 10, 110, 20), 0.99)],
            [Text("LOT-4821", new PixelBox(95, 10, 150, 20), 0.6)]
        );

        Assert.Equal(["LOT-4821"], merged.Read.Texts.Select(static text => text.Text));
    }

    [Fact]
    public void What_one_tile_tells_apart_stays_two_even_where_one_thing_lies_on_the_other()
    {
        ObjectReading[] left = [Thing("panel", new PixelBox(10, 10, 80, 80), 0.9), Thing("screw", new PixelBox(20, 20, 30, 30), 0.9)];

        ModelAnswer merged = Merge(left, [Thing("screw", new PixelBox(150, 20, 160, 30), 0.9)]);

        Assert.Equal(["panel", "screw", "screw"], merged.Read.Objects.Select(static one => one.Label));
    }

    [Fact]
    public void A_small_thing_on_a_large_one_that_the_other_tile_shows_stays()
    {
        ModelAnswer merged = Merge(
            [Thing("panel", new PixelBox(60, 10, 106, 80), 0.9)],
            [Thing("screw", new PixelBox(94, 20, 104, 30), 0.9)]
        );

        Assert.Equal(2, merged.Read.Objects.Count);
    }

    [Fact]
    public void Lines_stand_in_reading_order_whatever_tile_they_come_from()
    {
        ModelAnswer merged = Merge(
            [Text("third", new PixelBox(10, 50, 40, 60), 0.9), Text("first", new PixelBox(10, 10, 40, 20), 0.5)],
            [Text("second", new PixelBox(150, 10, 180, 20), 0.9)]
        );

        Assert.Equal(["first", "second", "third"], merged.Read.Texts.Select(static text => text.Text));
    }

    [Fact]
    public void Nothing_in_any_tile_is_nothing_read() => Assert.Equal(Verdict.NoRead, Merge(Array.Empty<TextReading>(), []).Read.Verdict);

    [Fact]
    public void A_tile_that_failed_fails_the_reading()
    {
        var failed = new ModelAnswer(
            TaskAnswer.Failed(new RawAnswer("[{", RawAnswer.Length, FrameCrop.Whole(110, 100)), "length"),
            "[{",
            new TokenCounts { Finish = RawAnswer.Length }
        );

        ModelAnswer merged = TileMerge.Of([(Left, Answer("left", [Text("A", null, 0.9)])), (Right, failed)], Region);

        Assert.Equal(Verdict.Error, merged.Read.Verdict);
        Assert.Empty(merged.Read.Texts);
        Assert.Equal(RawAnswer.Length, merged.Tokens.Finish);
    }

    [Fact]
    public void A_word_that_one_tile_shows_is_no_guess_of_another()
    {
        ModelAnswer left = Answer("left", [Text("A", new PixelBox(0, 0, 10, 10), 0.9), Text("B", new PixelBox(20, 0, 30, 10), 0.9)]) with
        {
            Guessed = new HashSet<string> { "A", "B" },
        };

        ModelAnswer merged = TileMerge.Of(
            [(Left, left), (Right, Answer("right", [Text("A", new PixelBox(150, 0, 160, 10), 0.9)]))],
            Region
        );

        Assert.Equal(["B"], merged.Guessed);
    }

    private static TextReading Text(string text, PixelBox? box, double probability) => new(text, box) { Probability = probability };

    private static ObjectReading Thing(string label, PixelBox box, double probability) => new(label, box) { Probability = probability };

    private static ModelAnswer Merge(TextReading[] left, TextReading[] right) =>
        TileMerge.Of([(Left, Answer("left", left)), (Right, Answer("right", right))], Region);

    private static ModelAnswer Merge(ObjectReading[] left, ObjectReading[] right) =>
        TileMerge.Of([(Left, Answer("left", [], left)), (Right, Answer("right", [], right))], Region);

    private static ModelAnswer Answer(string raw, TextReading[] texts, params ObjectReading[] objects) =>
        new(
            TaskAnswer.Of(texts.Length + objects.Length, declined: 0) with
            {
                Texts = texts,
                Objects = objects,
            },
            raw,
            new TokenCounts { Image = 70, Output = 10 }
        );
}
