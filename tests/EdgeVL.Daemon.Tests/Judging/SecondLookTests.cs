using EdgeVL.Capture.Gates;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Judging;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Tests.Recipes;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Tests.Judging;

public sealed class SecondLookTests : IDisposable
{
    private const int Width = 120,
        Height = 120;
    private const string Lot = "LOT-4821";
    private const string Ocr = "task: ocr\noutput: { lot: { pattern: \"LOT-[0-9]{4}\" } }\n";
    private const string Fields = "task: fields\noutput: { lot: { pattern: \"LOT-[0-9]{4}\" } }\n";

    private readonly RecipeSheet sheet = new();

    public void Dispose() => sheet.Dispose();

    [Fact]
    public void A_sure_line_of_a_good_picture_is_not_looked_for_again()
    {
        var reader = new ScriptedReader();
        Assert.Equal(Lot, ValueOf(Confirm(Ocr, reader, 0.95)));
        Assert.Empty(reader.Shown);
    }

    [Fact]
    public void An_unsure_line_is_read_again_in_a_narrower_view()
    {
        var reader = new ScriptedReader(ScriptedReader.Lines(new TextReading(Lot, Box: null)));
        Assert.Equal(Lot, ValueOf(Confirm(Ocr, reader, 0.5)));
        Assert.Equal(new PixelSize(Width - 4, Height - 4), Assert.Single(reader.Shown).Size);
    }

    [Fact]
    public void What_one_narrower_view_does_not_show_another_may()
    {
        var reader = new ScriptedReader(ScriptedReader.Lines(), ScriptedReader.Lines(new TextReading(Lot, Box: null)));
        Assert.Equal(Lot, ValueOf(Confirm(Ocr, reader, 0.5)));
        Assert.Equal(new PixelSize(Width - 6, Height), reader.Shown[1].Size);
    }

    [Theory]
    [InlineData("LOT-4827")]
    [InlineData("LOT-48210")]
    public void A_line_that_is_read_otherwise_in_all_views_is_withheld_with_a_reason(string again)
    {
        TaskAnswer lines = ScriptedReader.Lines(new TextReading(again, Box: null));
        RecipeOutput output = Confirm(Ocr, new ScriptedReader(lines, lines), 0.5);
        Assert.Null(output.Fields["lot"].Value);
        Assert.Equal(Lot, output.Fields["lot"].Raw);
        Reason reason = Assert.Single(output.Findings).Reason;
        Assert.Equal((RuleCode.Unconfirmed, "lot", Lot), (reason.Code, reason.Field, reason.Value!.GetValue<string>()));
    }

    [Fact]
    public void A_doubtful_picture_is_looked_at_again_however_sure_the_line_is() =>
        Assert.Null(ValueOf(Confirm(Ocr, new ScriptedReader(ScriptedReader.Lines()), 0.99, isDoubtful: true)));

    [Fact]
    public void A_doubtful_picture_has_one_narrower_view() =>
        Assert.Equal(
            Lot,
            ValueOf(Confirm(Ocr, new ScriptedReader(ScriptedReader.Lines(new TextReading(Lot, Box: null))), 0.6, isDoubtful: true))
        );

    [Theory]
    [InlineData(Ocr)]
    [InlineData(Fields)]
    public void What_is_not_likelier_than_not_in_a_doubtful_picture_is_not_even_looked_for(string body)
    {
        var reader = new ScriptedReader();
        RecipeOutput output = Confirm(body, reader, 0.49, isDoubtful: true);
        Assert.Empty(reader.Shown);
        Assert.Null(output.Fields["lot"].Value);
        Reason reason = Assert.Single(output.Findings).Reason;
        Assert.Equal((RuleCode.LowProbability, "lot", 0.49), (reason.Code, reason.Field, reason.Value!.GetValue<double>()));
        Assert.Equal(SecondLook.LeastInDoubt, reason.Limit!.GetValue<double>());
    }

    [Fact]
    public void A_field_of_a_doubtful_picture_must_be_among_all_lines_and_in_the_narrower_view()
    {
        TaskAnswer line = ScriptedReader.Lines(new TextReading(Lot, Box: null) { Probability = 0.99 });
        Assert.Equal(Lot, ValueOf(Confirm(Fields, new ScriptedReader(line, line), 0.99, isDoubtful: true)));
        Assert.Null(ValueOf(Confirm(Fields, new ScriptedReader(line, ScriptedReader.Lines()), 0.99, isDoubtful: true)));
        Assert.Null(ValueOf(Confirm(Fields, new ScriptedReader(ScriptedReader.Lines()), 0.99, isDoubtful: true)));
    }

    [Fact]
    public void A_field_is_looked_for_among_all_lines_also_within_one()
    {
        var reader = new ScriptedReader(ScriptedReader.Lines(new TextReading($"Batch {Lot} A", Box: null) { Probability = 0.95 }));
        Assert.Equal(Lot, ValueOf(Confirm(Fields, reader, 0.7)));
        Assert.Equal("Ocr", Assert.Single(reader.Shown).Asked);
    }

    [Fact]
    public void A_field_that_is_part_of_a_longer_text_is_not_among_the_lines()
    {
        TextReading longer = new("LOT-48215", Box: null) { Probability = 0.95 };
        TaskAnswer lines = ScriptedReader.Lines(longer);
        Assert.Null(ValueOf(Confirm(Fields, new ScriptedReader(lines, lines, lines, ScriptedReader.Lines()), 0.7)));
    }

    [Fact]
    public void A_field_and_a_line_that_are_both_unsure_need_a_narrower_view_too()
    {
        TextReading line = new(Lot, Box: null) { Probability = 0.6 };
        Assert.Equal(Lot, ValueOf(Confirm(Fields, new ScriptedReader(ScriptedReader.Lines(line), ScriptedReader.Lines(line)), 0.7)));
        Assert.Null(
            ValueOf(Confirm(Fields, new ScriptedReader(ScriptedReader.Lines(line), ScriptedReader.Lines(), ScriptedReader.Lines()), 0.7))
        );
    }

    [Fact]
    public void A_field_that_no_line_has_may_be_read_in_a_narrower_view()
    {
        TextReading misread = new("LOT-4827", Box: null) { Probability = 0.9 };
        TextReading read = new(Lot, Box: null) { Probability = 0.5 };
        Assert.Equal(Lot, ValueOf(Confirm(Fields, new ScriptedReader(ScriptedReader.Lines(misread), ScriptedReader.Lines(read)), 0.7)));
    }

    [Fact]
    public void A_missing_field_is_looked_for_where_the_lines_that_were_found_are_painted_over()
    {
        TaskAnswer other = ScriptedReader.Lines(new TextReading("QTY 12", new PixelBox(40, 40, 80, 80)) { Probability = 0.99 });
        var reader = new ScriptedReader(other, other, other, ScriptedReader.Lines(new TextReading(Lot, Box: null)));
        Assert.Equal(Lot, ValueOf(Confirm(Fields, reader, 0.7)));
        Assert.Equal([255, 255, 255, 10], reader.Shown.Select(static shown => (int)shown.Middle));
    }

    [Fact]
    public void A_field_that_is_nowhere_is_withheld_however_sure_it_seems()
    {
        TaskAnswer other = ScriptedReader.Lines(new TextReading("QTY 12", new PixelBox(40, 40, 80, 80)) { Probability = 0.99 });
        Assert.Null(ValueOf(Confirm(Fields, new ScriptedReader(other, other, other, ScriptedReader.Lines()), 0.99)));
    }

    [Fact]
    public void A_picture_without_lines_has_nothing_to_paint_over()
    {
        TaskAnswer none = ScriptedReader.Lines();
        Assert.Null(ValueOf(Confirm(Fields, new ScriptedReader(none, none, none), 0.99)));
    }

    [Fact]
    public void A_recipe_may_do_without() =>
        Assert.Null(Look(sheet.Read($"{Fields}trust: {{ second_look: off }}\n"), new ScriptedReader()));

    [Fact]
    public void Free_text_is_not_looked_for() =>
        Assert.Null(Look(sheet.Read("task: fields\noutput: { product: {} }\n"), new ScriptedReader()));

    [Theory]
    [InlineData(0.5, 0.1, 4.0, false)]
    [InlineData(2.0, 0.1, 4.0, true)]
    [InlineData(0.5, 0.95, 4.0, true)]
    [InlineData(0.5, 0.1, 2.1, true)]
    public void Noise_clipping_and_softness_make_a_picture_doubtful(double noise, double clipped, double detail, bool isDoubtful)
    {
        var readings = new GateReadings
        {
            Noise = noise,
            ClippedHigh = clipped,
            Sharpness = new DirectionalSharpness(5, 5, detail, 5),
        };
        Assert.Equal(isDoubtful, SecondLook.IsDoubtful(readings));
    }

    private static string? ValueOf(RecipeOutput output) => output.Fields["lot"].Value?.GetValue<string>();

    private static SecondLook? Look(Recipe recipe, ScriptedReader reader) => SecondLook.Of(recipe, recipe.Output, reader, _ => reader);

    private RecipeOutput Confirm(string body, ScriptedReader reader, double probability, bool isDoubtful = false)
    {
        Recipe recipe = sheet.Read(body);
        var output = new RecipeOutput(
            new Dictionary<string, FieldReading> { ["lot"] = ScriptedReader.Reading(Lot, probability) },
            Findings: []
        );
        byte[] pixels = new byte[Width * Height * PixelView.BytesPerPixel];
        Array.Fill(pixels, (byte)10);
        pixels.AsSpan(((Height / 2 * Width) + (Width / 2)) * PixelView.BytesPerPixel, PixelView.BytesPerPixel).Fill(255);
        var seen = new PixelView(pixels, Width, Height, Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
        return Look(recipe, reader)!
            .Confirm(
                output,
                seen,
                isDoubtful,
                FrameCrop.Whole(Width, Height),
                recipe.Question,
                new PhaseClock(TimeProvider.System, triggered: null),
                CancellationToken.None
            );
    }
}
