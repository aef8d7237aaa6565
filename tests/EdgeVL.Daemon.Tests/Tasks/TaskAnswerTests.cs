using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Tasks;

public sealed class TaskAnswerTests
{
    private static readonly FrameCrop Frame = FrameCrop.Whole(640, 480);

    [Theory]
    [InlineData("""[{"bbox_2d":[188,183,628,292],"text_content":"LOT-4821"}]""")]
    [InlineData(" \n[\n\t{\"bbox_2d\": [188, 183, 628, 292], \"text_content\": \"LOT-4821\"}\n]\n")]
    [InlineData("```json\n[{\"bbox_2d\":[188,183,628,292],\"text_content\":\"LOT-4821\"}]\n```")]
    [InlineData("```\n[{\"bbox_2d\":[188,183,628,292],\"text_content\":\"LOT-4821\"}]```\n")]
    [InlineData("```json\n[{\"bbox_2d\":[188,183,628,292],\"text_content\":\"LOT-4821\"}]")]
    [InlineData("```json[{\"bbox_2d\":[188,183,628,292],\"text_content\":\"LOT-4821\"}]```")]
    [InlineData("The label is blue.\n[not this]</think>\n\n[{\"bbox_2d\":[188,183,628,292],\"text_content\":\"LOT-4821\"}]")]
    [InlineData("""{"bbox_2d":[188,183,628,292],"text_content":"LOT-4821"}""")]
    [InlineData("""{"bbox_2d":[188,183,628,292],"text":"LOT-4821","confidence":0.99}""")]
    [InlineData("""[{"bbox_2d":["188","183","628","292"],"text_content":"LOT-4821"}]""")]
    [InlineData("""[{"bbox_2d":[188.0,183.0,628.0,292.0],"text_content":"LOT-4821"}]""")]
    [InlineData("""[{"bbox_2d":[628,292,188,183],"text_content":"LOT-4821"}]""")]
    [InlineData("""[{"bbox_2d":[188,183,628,292],"text_content":"LOT-4821"},{"bbox_2d":[188,183,628,292],"text_content":"LOT-4821"}]""")]
    public void What_can_be_read_without_guessing_is_one_reading(string answer)
    {
        TaskAnswer read = Read(TaskKind.Ocr, answer);
        Assert.Equal((Verdict.Accept, null), (read.Verdict, read.Answer));
        Assert.Empty(read.Reasons);
        Assert.Equal(new TextReading("LOT-4821", new PixelBox(120, 88, 402, 140)), Assert.Single(read.Texts));
    }

    [Theory]
    [InlineData("""[{"bbox_2d":[1,2,3,4],"text_content":"A"},{"bbox_2d":[1,2,3""")] // the end is missing
    [InlineData("""[{"bbox_2d":[1,2,3,4],"text_content":"A"}""")]
    [InlineData("""[{"bbox_2d":[1,2,3,4],"text_content":"A"},]""")]
    [InlineData("""[{'bbox_2d':[1,2,3,4],'text_content':'A'}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3],"text_content":"A"}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,4,5],"text_content":"A"}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,"x"],"text_content":"A"}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,null],"text_content":"A"}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,1e999],"text_content":"A"}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,NaN],"text_content":"A"}]""")]
    [InlineData("""[{"bbox_2d":"1,2,3,4","text_content":"A"}]""")]
    [InlineData("""[{"point_2d":[1],"text_content":"A"}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,4]}]""")] // no text
    [InlineData("""[{"bbox_2d":[1,2,3,4],"text_content":["A"]}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,4],"text_content":"A","text_content":"B"}]""")] // which of the two?
    [InlineData("""[{"bbox_2d":[1,2,3,4],"text_content":"\ud800"}]""")]
    [InlineData("""[{"bbox_2d":[1,2,3,4],"\ud800":"A"}]""")]
    [InlineData("""[["A"]]""")]
    [InlineData("""[1]""")]
    [InlineData("LOT-4821")]
    [InlineData("\"LOT-4821\"")]
    [InlineData("There is no text in the image.")]
    [InlineData("The text is: [{\"bbox_2d\":[1,2,3,4],\"text_content\":\"A\"}]")]
    [InlineData("""[{"bbox_2d":[1,2,3,4],"text_content":"A"}] or maybe B""")]
    [InlineData("""[]{"text":"A"}""")]
    [InlineData("```json\n[]\n```\n```json\n[]\n```")]
    [InlineData("```")]
    [InlineData("``````")]
    [InlineData("```json")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]")]
    public void Anything_else_is_an_error_with_its_text_kept_and_no_reading(string answer)
    {
        TaskAnswer read = Read(TaskKind.Ocr, answer);
        Assert.Equal((Verdict.Error, answer), (read.Verdict, read.Answer));
        Assert.Equal("model_error", Assert.Single(read.Reasons).Code);
        Assert.Empty(read.Texts);
    }

    [Fact]
    public void A_cut_answer_is_an_error_that_says_so()
    {
        const string cut = """[{"bbox_2d":[1,2,3,4],"text_content":"A"},{"bbox_2d":[1,""";
        Assert.Equal([new Reason("truncated", Value: "length")], Read(TaskKind.Ocr, cut, RawAnswer.Length).Reasons, Same);
        Assert.Equal([new Reason("model_error", Value: "repetition")], Read(TaskKind.Ocr, cut, RawAnswer.Repetition).Reasons, Same);
        Assert.Equal([new Reason("model_error", Value: "cancelled")], Read(TaskKind.Ocr, "[]", RawAnswer.Cancelled).Reasons, Same);
        Assert.Equal(
            [new Reason("truncated", Value: "length")],
            Read(TaskKind.Ask, "I see a red", RawAnswer.Length, "What is it?").Reasons,
            Same
        );
        Assert.Equal(Verdict.Error, Read(TaskKind.Ask, "I see a red", RawAnswer.Length, "What is it?").Verdict);
        Assert.Equal("I see a red", Read(TaskKind.Ask, "I see a red", RawAnswer.Length, "What is it?").Answer);
    }

    [Theory]
    [InlineData(RawAnswer.Length)]
    [InlineData(RawAnswer.Repetition)]
    public void Json_that_is_complete_is_whole_however_the_answer_ended(string finish) =>
        Assert.Equal(Verdict.Accept, Read(TaskKind.Ocr, """[{"bbox_2d":[1,2,3,4],"text_content":"A"}]""", finish).Verdict);

    [Theory]
    [InlineData(TaskKind.Ocr, "[]")]
    [InlineData(TaskKind.Ocr, "null")]
    [InlineData(TaskKind.Ocr, "```json\nnull\n```")]
    [InlineData(TaskKind.Ocr, """{"text":null}""")]
    [InlineData(TaskKind.Ocr, """[{"bbox_2d":[1,2,3,4],"text_content":""}]""")]
    [InlineData(TaskKind.Ocr, "[null]")]
    [InlineData(TaskKind.Objects, "[]")]
    [InlineData(TaskKind.Objects, """[{"bbox_2d":[1,2,3,4],"label":null}]""")]
    [InlineData(TaskKind.Relation, """{"relation":null}""")]
    [InlineData(TaskKind.Relation, "[]")]
    [InlineData(TaskKind.Relation, "null")]
    [InlineData(TaskKind.Count, """{"count":null}""")]
    [InlineData(TaskKind.Count, "null")]
    [InlineData(TaskKind.Scene, "null")]
    [InlineData(TaskKind.Scene, """{"lighting":null,"summary":""}""")]
    [InlineData(TaskKind.Ask, """{"answer":null}""")]
    [InlineData(TaskKind.Ask, """{"lot":null,"expiry":" "}""")]
    [InlineData(TaskKind.Ask, "{}")]
    [InlineData(TaskKind.Ask, "[]")]
    [InlineData(TaskKind.Ask, "\"\"")]
    public void Where_nothing_was_read_the_verdict_is_no_read(TaskKind kind, string answer)
    {
        TaskAnswer read = Read(kind, answer, prompt: kind == TaskKind.Ask ? "Read it. Answer in JSON format." : null);
        Assert.Equal(Verdict.NoRead, read.Verdict);
        Assert.All(read.Reasons, static reason => Assert.Equal("unreadable", reason.Code));
        Assert.Equal(Math.Max(1, read.Fields.Count), read.Reasons.Count);
        Assert.Equal((0, 0, 0), (read.Texts.Count, read.Objects.Count, read.Relations.Count));
        Assert.All(read.Fields.Values, static field => Assert.Null(field.Value));
        Assert.Null(read.Scene);
    }

    [Fact]
    public void A_line_that_the_model_declined_is_told_beside_those_it_read()
    {
        TaskAnswer read = Read(TaskKind.Ocr, """[{"text_content":"A"},{"bbox_2d":[0,0,9,9],"text_content":null},"B",{"text":7.50}]""");
        Assert.Equal(Verdict.Accept, read.Verdict);
        Assert.Equal(["A", "B", "7.50"], read.Texts.Select(static text => text.Text));
        Assert.All(read.Texts, static text => Assert.Null(text.Box));
        Assert.Equal([new Reason("unreadable", Value: 1)], read.Reasons, Same);
    }

    [Fact]
    public void Equal_texts_without_a_place_are_two_texts() =>
        Assert.Equal(["A", "A"], Read(TaskKind.Ocr, """["A","A"]""").Texts.Select(static text => text.Text));

    [Fact]
    public void The_order_of_the_model_is_kept_and_any_script_is_text()
    {
        TaskAnswer read = Read(
            TaskKind.Ocr,
            """[{"text_content":"有効期限 2026年"},{"text_content":"مرحبا"},{"text_content":"Größe \ud83d\ude00"},{"text_content":"A"}]"""
        );
        Assert.Equal(["有効期限 2026年", "مرحبا", "Größe 😀", "A"], read.Texts.Select(static text => text.Text));
    }

    [Fact]
    public void Boxes_outside_are_clamped_and_boxes_without_extent_are_left_out()
    {
        TaskAnswer read = Read(
            TaskKind.Objects,
            """
            [{"bbox_2d":[-20,-5,1003,1e6],"label":"all"},{"bbox_2d":[1200,1200,1300,1300],"label":"outside"},
             {"bbox_2d":[500,500,500,700],"label":"line"},{"point_2d":[10,20],"label":"point"},{"label":"nowhere"}]
            """
        );
        Assert.Equal(["all", "outside", "line", "point", "nowhere"], read.Objects.Select(static one => one.Label));
        Assert.Equal([new PixelBox(0, 0, 640, 480), null, null, null, null], read.Objects.Select(static one => one.Box));
    }

    [Fact]
    public void Objects_of_a_description_need_no_label()
    {
        TaskAnswer read = new TaskQuestion(TaskKind.Objects) { Description = "red circle" }.Read(
            new RawAnswer("""[{"bbox_2d":[0,0,100,100]},{"bbox_2d":[0,0,100,200],"label":"circle"}]""", RawAnswer.Stop, Frame)
        );
        Assert.Equal(["red circle", "circle"], read.Objects.Select(static one => one.Label));
        Assert.Equal(Verdict.Error, Read(TaskKind.Objects, """[{"bbox_2d":[0,0,100,100]}]""").Verdict);
    }

    [Theory]
    [InlineData("""{"count":3}""", 3, "3")]
    [InlineData("""{"count":"12","comment":"twelve"}""", 12, "12")]
    [InlineData("""0""", 0, "0")]
    public void A_count_becomes_a_field(string answer, int count, string raw)
    {
        TaskAnswer read = Read(TaskKind.Count, answer);
        Assert.Equal(Verdict.Accept, read.Verdict);
        Assert.Equal((count, raw), (read.Fields["count"].Value!.GetValue<int>(), read.Fields["count"].Raw));
    }

    [Theory]
    [InlineData("""{"count":-1}""")]
    [InlineData("""{"count":2.5}""")]
    [InlineData("""{"count":99999999999}""")]
    [InlineData("""{"count":"three"}""")]
    [InlineData("""{"count":[1]}""")]
    [InlineData("""{"total":3}""")]
    [InlineData("""[1,2]""")]
    [InlineData("three")]
    public void What_is_no_count_is_an_error(string answer) => Assert.Equal(Verdict.Error, Read(TaskKind.Count, answer).Verdict);

    [Fact]
    public void A_relation_names_the_things_of_the_recipe()
    {
        var question = new TaskQuestion(TaskKind.Relation) { Subject = "red circle", Reference = "blue square" };
        TaskAnswer read = question.Read(new RawAnswer("""{"relation":"above left"}""", RawAnswer.Stop, Frame));
        Assert.Equal([new RelationReading("red circle", "above left", "blue square")], read.Relations);
        TaskAnswer list = question.Read(
            new RawAnswer("""[{"subject":"a","relation":"left","reference":"b"},{"relation":null}]""", RawAnswer.Stop, Frame)
        );
        Assert.Equal([new RelationReading("a", "left", "b")], list.Relations);
        Assert.Equal([new Reason("unreadable", Value: 1)], list.Reasons, Same);
    }

    [Theory]
    [InlineData("""{"position":"left"}""")]
    [InlineData("""{"relation":["left"]}""")]
    [InlineData("\"left\"")]
    [InlineData("left")]
    public void What_is_no_relation_is_an_error(string answer) => Assert.Equal(Verdict.Error, Read(TaskKind.Relation, answer).Verdict);

    [Fact]
    public void A_scene_has_lighting_and_summary_or_one_of_them()
    {
        Assert.Equal(
            new SceneReading("dim", "A dim scene."),
            Read(TaskKind.Scene, """{"lighting":"dim","summary":"A dim scene.","mood":"calm"}""").Scene
        );
        Assert.Equal(new SceneReading("dim", null), Read(TaskKind.Scene, """{"lighting":"dim"}""").Scene);
        Assert.Equal(new SceneReading(null, "A dim scene."), Read(TaskKind.Scene, " A dim scene.\n", prompt: "Describe this image.").Scene);
        Assert.Equal(Verdict.NoRead, Read(TaskKind.Scene, "", prompt: "Describe this image.").Verdict);
    }

    [Theory]
    [InlineData("""{"light":"dim"}""")]
    [InlineData("""{"lighting":2}""")]
    [InlineData("[]")]
    [InlineData("A dim scene.")]
    public void What_is_no_scene_is_an_error(string answer) => Assert.Equal(Verdict.Error, Read(TaskKind.Scene, answer).Verdict);

    [Fact]
    public void A_question_answered_by_an_object_of_single_values_becomes_fields()
    {
        const string answer = """{"lot":"LOT-4821","weight":2.50,"ok":true,"expiry":null}""";
        TaskAnswer read = Read(TaskKind.Ask, $"```json\n{answer}\n```", prompt: "Read lot, weight, ok, expiry. Answer in JSON format.");
        Assert.Equal(Verdict.Accept, read.Verdict);
        Assert.Equal(
            """{"lot":{"value":"LOT-4821","raw":"LOT-4821"},"weight":{"value":2.50,"raw":"2.50"},"ok":{"value":true,"raw":"true"},"expiry":{"value":null,"raw":null}}""",
            FieldsJson(read)
        );
        Assert.Equal([new Reason("unreadable", "expiry")], read.Reasons, Same);
        Assert.Equal($"```json\n{answer}\n```", read.Answer);
    }

    [Theory]
    [InlineData("What is it?", "A red circle, I think.")]
    [InlineData("What is it?", """{"broken":""")]
    [InlineData("What is it?", "[LOT-4821] is printed on it.")]
    [InlineData("Write HTML.", "```html\n<p>x</p>\n```")]
    [InlineData("List it as JSON.", """{"parts":[{"name":"bolt"}]}""")]
    [InlineData("List it as JSON.", """["bolt","nut"]""")]
    [InlineData("How many? JSON.", "3")]
    public void Any_other_answer_to_a_question_stays_text(string prompt, string answer)
    {
        TaskAnswer read = Read(TaskKind.Ask, answer, prompt: prompt);
        Assert.Equal((Verdict.Accept, answer), (read.Verdict, read.Answer));
        Assert.Empty(read.Fields);
    }

    [Fact]
    public void A_question_that_wants_json_is_not_answered_by_words() =>
        Assert.Equal(Verdict.Error, Read(TaskKind.Ask, "Yes, there is.", prompt: "Is there a circle? Answer in JSON format.").Verdict);

    [Fact]
    public void An_answer_fills_its_parts_of_a_result()
    {
        Result result = Read(TaskKind.Ocr, """[{"bbox_2d":[0,0,500,500],"text_content":"Größe"}]""").ApplyTo(Results.Empty);
        JsonNode json = JsonNode.Parse(JsonSerializer.Serialize(result, ContractsJson.Wire.Result))!;
        Assert.Equal("accept", json["verdict"]!.GetValue<string>());
        Assert.Equal("[0,0,320,240]", json["texts"]![0]!["box"]!.ToJsonString());
        Assert.Equal("t1", json["id"]!.GetValue<string>());
    }

    private static string FieldsJson(TaskAnswer answer) =>
        new JsonObject(
            answer.Fields.Select(static field =>
                KeyValuePair.Create<string, JsonNode?>(
                    field.Key,
                    new JsonObject { ["value"] = field.Value.Value?.DeepClone(), ["raw"] = field.Value.Raw }
                )
            )
        ).ToJsonString();

    private static bool Same(Reason one, Reason other) =>
        (one.Code, one.Field, one.Value?.ToJsonString(), one.Limit) == (other.Code, other.Field, other.Value?.ToJsonString(), other.Limit);

    private static TaskAnswer Read(TaskKind kind, string answer, string finish = RawAnswer.Stop, string? prompt = null) =>
        new TaskQuestion(kind) { Prompt = prompt }.Read(new RawAnswer(answer, finish, Frame));
}
