using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Recipes;

public sealed class RecipeOutputTests : IDisposable
{
    private readonly RecipeSheet sheet = new();

    [Fact]
    public void A_field_is_the_text_that_has_its_form()
    {
        RecipeOutput output = Read(
            "lot: { pattern: 'LOT-[0-9]{4}' }, size: { choice: [S, M, L] }, code: { min_length: 10, max_length: 12 }, expiry: { type: date, date: DD.MM.YY }",
            "LOT-4821",
            "LOT-48213",
            "M",
            "ABCDEFGHIJK",
            "31.12.27",
            "hello"
        );
        Assert.Equal(
            [("lot", "LOT-4821"), ("size", "M"), ("code", "ABCDEFGHIJK"), ("expiry", "31.12.27")],
            output.Fields.Select(static field => (field.Key, field.Value.Value!.GetValue<string>()))
        );
        Assert.Empty(output.Findings);
    }

    [Fact]
    public void A_reading_keeps_probability_box_and_what_was_written()
    {
        var box = new PixelBox(1, 2, 30, 40);
        FieldReading lot = Of("lot: { pattern: 'A[0-9]' }", new TextReading("A1", box) { Probability = 0.97 }).Fields["lot"];
        Assert.Equal(("A1", 0.97, box), (lot.Raw, lot.Probability, lot.Box));
    }

    [Theory]
    [InlineData("2.50", "2.50")]
    [InlineData("05", "5")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("+3", "3")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    public void A_number_is_as_precise_as_it_is_printed(string printed, string number)
    {
        FieldReading reading = Read("n: { type: number }", printed).Fields["n"];
        Assert.Equal((number, printed), (reading.Value!.ToJsonString(), reading.Raw));
    }

    [Theory]
    [InlineData("type: number", "1e3")]
    [InlineData("type: number", "1,000")]
    [InlineData("type: number", "0x10")]
    [InlineData("type: number", " ")]
    [InlineData("type: integer", "2.50")]
    [InlineData("type: integer", "+3")]
    [InlineData("type: string", " ")]
    [InlineData("type: date", "1.1.2027")]
    public void What_has_not_the_form_of_the_type_is_not_the_field(string keys, string text)
    {
        RecipeOutput output = Read($"n: {{ {keys} }}", text);
        Assert.Equal((null, null), (output.Fields["n"].Value, output.Fields["n"].Raw));
        Assert.Empty(output.Findings);
    }

    [Theory]
    [InlineData(true, Verdict.NoRead)]
    [InlineData(false, Verdict.Warn)]
    public void Of_several_different_texts_none_is_taken(bool required, Verdict verdict)
    {
        RecipeOutput output = Read($"lot: {{ pattern: 'A[0-9]', required: {(required ? "true" : "false")} }}", "A1", "A2", "A1");
        Assert.Null(output.Fields["lot"].Value);
        Finding finding = Assert.Single(output.Findings);
        Assert.Equal(
            (verdict, "ambiguous", "lot", "[\"A1\",\"A2\"]"),
            (finding.Verdict, finding.Reason.Code, finding.Reason.Field, finding.Reason.Value!.ToJsonString())
        );
    }

    [Fact]
    public void Equal_texts_are_one_and_the_surest_of_them_counts()
    {
        RecipeOutput output = Of(
            "lot: { pattern: 'A[0-9]' }",
            new TextReading("A1", Box: null) { Probability = 0.4 },
            new TextReading("A1", new PixelBox(0, 0, 1, 1)) { Probability = 0.9 }
        );
        Assert.Equal(("A1", 0.9), (output.Fields["lot"].Raw, output.Fields["lot"].Probability));
        Assert.Empty(output.Findings);
    }

    [Fact]
    public void A_rule_that_is_a_matter_of_the_part_hides_no_text()
    {
        FieldReading lot = Read("lot: { pattern: { is: 'A[0-9]', broken: reject } }", "B7").Fields["lot"];
        Assert.Equal("B7", lot.Raw); // a misprint must be readable, so that it can be rejected
    }

    [Fact]
    public void Fields_of_an_answer_stay_as_they_were_read()
    {
        Recipe recipe = sheet.Read("task: fields\noutput: { lot: { pattern: 'A[0-9]' }, note: { required: false } }\n");
        RecipeOutput output = RecipeOutput.Of(
            recipe.Output,
            recipe.Question.Read(new RawAnswer("""{"lot":"B7","note":null}""", RawAnswer.Stop, FrameCrop.Whole(64, 64)))
        );
        Assert.Equal("B7", output.Fields["lot"].Raw);
        Assert.Null(output.Fields["note"].Value);
    }

    [Fact]
    public void Lighting_summary_and_relation_are_taken_from_the_reading_of_the_task()
    {
        Recipe scene = sheet.Read("task: scene\noutput: { lighting: {}, summary: {} }\n");
        var answer = new TaskAnswer { Verdict = Verdict.Accept, Scene = new SceneReading("dark", "A dark scene.") };
        Assert.Equal(["dark", "A dark scene."], RecipeOutput.Of(scene.Output, answer).Fields.Values.Select(static field => field.Raw));

        Recipe relation = sheet.Read("task: relation\nsubject: a\nreference: b\noutput: { relation: {} }\n");
        answer = new TaskAnswer { Verdict = Verdict.Accept, Relations = [new RelationReading("a", "left", "b")] };
        Assert.Equal("left", RecipeOutput.Of(relation.Output, answer).Fields["relation"].Raw);
    }

    public void Dispose() => sheet.Dispose();

    private RecipeOutput Read(string output, params string[] texts) =>
        Of(output, [.. texts.Select(static text => new TextReading(text, Box: null))]);

    private RecipeOutput Of(string output, params TextReading[] texts) =>
        RecipeOutput.Of(
            sheet.Read($"task: ocr\noutput: {{ {output} }}\n").Output,
            new TaskAnswer { Verdict = Verdict.Accept, Texts = texts }
        );
}
