using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Tasks;

public sealed class MeasuredTests
{
    [Theory]
    [InlineData(TaskKind.Ocr, "text_content")]
    [InlineData(TaskKind.Objects, "label")]
    public void A_double_that_is_dropped_takes_its_own_probability_with_it(TaskKind task, string key)
    {
        TaskAnswer answer = Read(
            new TaskQuestion(task),
            $$"""[{"bbox_2d":[0,0,10,10],"{{key}}":"A"},{"bbox_2d":[0,0,10,10],"{{key}}":"A"},{"bbox_2d":[0,20,10,30],"{{key}}":"B"}]""",
            ($"/0/{key}", 0.9),
            ($"/1/{key}", 0.1),
            ($"/2/{key}", 0.7)
        );

        (string, double?)[] read =
        [
            .. answer.Texts.Select(static text => (text.Text, text.Probability)),
            .. answer.Objects.Select(static one => (one.Label, one.Probability)),
        ];
        Assert.Equal([("A", 0.9), ("B", 0.7)], read);
    }

    [Fact]
    public void A_declined_line_does_not_move_the_probabilities_of_those_after_it()
    {
        TaskAnswer answer = Read(
            new TaskQuestion(TaskKind.Ocr),
            """[{"bbox_2d":[0,0,10,10],"text_content":null},{"bbox_2d":[0,20,10,30],"text":"B"},"C"]""",
            ("/0/text_content", 0.9),
            ("/1/text", 0.7),
            ("/2", 0.6)
        );

        Assert.Equal([("B", 0.7), ("C", 0.6)], answer.Texts.Select(static text => (text.Text, text.Probability)));
    }

    [Fact]
    public void One_line_that_is_no_list_has_its_probability()
    {
        TaskAnswer answer = Read(new TaskQuestion(TaskKind.Ocr), """{"text":"LOT-1"}""", ("/text", 0.8));

        Assert.Equal(0.8, Assert.Single(answer.Texts).Probability);
    }

    [Fact]
    public void Fields_keep_what_was_measured_whatever_their_names_and_so_does_one_that_is_not_visible()
    {
        TaskAnswer answer = Read(
            new TaskQuestion(TaskKind.Fields) { FieldNames = ["a/b", "c~d", "gone"] },
            """{"a/b":"x","c~d":null,"gone":null}""",
            ("/a~1b", 0.8),
            ("/c~0d", 0.6)
        );

        Assert.Equal(0.8, answer.Fields["a/b"].Probability);
        Assert.Equal((null, 0.6), (answer.Fields["c~d"].Value, answer.Fields["c~d"].Probability));
        Assert.Null(answer.Fields["gone"].Probability);
    }

    [Fact]
    public void A_count_a_relation_and_a_scene_have_theirs()
    {
        TaskAnswer count = Read(new TaskQuestion(TaskKind.Count), """{"count":4}""", ("/count", 0.9));
        var where = new TaskQuestion(TaskKind.Relation) { Subject = "a", Reference = "b" };
        TaskAnswer one = Read(where, """{"relation":"left"}""", ("/relation", 0.8));
        TaskAnswer list = Read(where, """[{"relation":null},{"relation":"right"}]""", ("/0/relation", 0.8), ("/1/relation", 0.3));
        TaskAnswer scene = Read(
            new TaskQuestion(TaskKind.Scene),
            """{"lighting":"dim","summary":"A dim scene."}""",
            ("/lighting", 0.7),
            ("/summary", 0.1)
        );

        Assert.Equal(0.9, count.Fields["count"].Probability);
        Assert.Equal(0.8, Assert.Single(one.Relations).Probability);
        Assert.Equal(("right", 0.3), (list.Relations[0].Relation, list.Relations[0].Probability));
        Assert.Equal(0.7, scene.Scene!.Probability);
    }

    [Fact]
    public void A_free_answer_has_no_probability() =>
        Assert.Null(Read(new TaskQuestion(TaskKind.Count), """{"count":4}""").Fields["count"].Probability);

    private static TaskAnswer Read(TaskQuestion question, string text, params (string Pointer, double Probability)[] measured) =>
        question.Read(
            new RawAnswer(text, RawAnswer.Stop, FrameCrop.Whole(640, 480))
            {
                Measured = measured.ToDictionary(
                    static one => one.Pointer,
                    static one => new FieldReading(null, null) { Probability = one.Probability, Weakest = one.Probability }
                ),
            }
        );
}
