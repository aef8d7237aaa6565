using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Tasks;

public sealed class AnswerFuzzTests
{
    private static readonly string[] Pieces =
    [
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "\"bbox_2d\":",
        "[1,2,3,4]",
        "[\"1\",\"2\",\"3\",\"4\"]",
        "\"text_content\":",
        "\"text\":",
        "\"label\":",
        "\"point_2d\":",
        "\"count\":",
        "\"relation\":",
        "\"lighting\":",
        "\"summary\":",
        "\"answer\":",
        "\"a\"",
        "null",
        "true",
        "1e999",
        "-0",
        "3",
        "```",
        "```json\n",
        "\n",
        " ",
        "</think>",
        "<think>",
        "\ud800",
        "\\ud800",
        "\\u0000",
        "\0",
        "ключ",
        "😀",
        "{\"text\":null}",
        "{\"bbox_2d\":[1,2,3,4],\"text_content\":\"A\"}",
        "{\"bbox_2d\":[9,9,9,9],\"label\":\"x\"}",
        "{\"relation\":\"left\"}",
        "{\"count\":3}",
    ];

    private static readonly Gen<(TaskKind Kind, string Finish, string Text, bool Json)> Answers =
        from kind in Gen.Elements(Enum.GetValues<TaskKind>())
        from finish in Gen.Elements(RawAnswer.Stop, RawAnswer.Length, RawAnswer.Repetition, RawAnswer.Cancelled, "surprise")
        from parts in Gen.Elements(Pieces).ListOf()
        from json in Gen.Elements(true, false)
        select (kind, finish, string.Concat(parts), json);

    [Fact]
    public void No_answer_makes_a_task_throw_and_none_is_lost() =>
        Prop.ForAll(Answers.ToArbitrary(), static made => IsHonest(made.Kind, made.Finish, made.Text, made.Json))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(6000).WithEndSize(14));

    private static bool IsHonest(TaskKind kind, string finish, string text, bool json)
    {
        var question = new TaskQuestion(kind)
        {
            Prompt = json ? "Answer in JSON format." : "What is it?",
            Subject = "a",
            Reference = "b",
        };
        TaskAnswer read = question.Read(new RawAnswer(text, finish, FrameCrop.Whole(640, 480)));
        int readings =
            read.Texts.Count
            + read.Objects.Count
            + read.Relations.Count
            + read.Fields.Values.Count(static field => field.Value is not null);
        return read.Verdict switch
        {
            Verdict.Error => readings == 0 && read.Scene is null && read.Answer == text && read.Reasons.Count == 1,
            Verdict.NoRead => readings == 0 && read.Scene is null && read.Reasons.Count > 0,
            Verdict.Accept => (readings > 0 || read.Scene is not null || kind == TaskKind.Ask) && finish != RawAnswer.Cancelled,
            _ => false,
        };
    }
}
