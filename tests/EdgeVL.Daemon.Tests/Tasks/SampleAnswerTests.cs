using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Tests.Tasks;

public sealed class SampleAnswerTests
{
    private static readonly JsonArray Truth = (JsonArray)JsonNode.Parse(File.ReadAllText(Repository.At("samples/truth.json")))!;

    private static readonly JsonArray Predictions = (JsonArray)JsonNode.Parse(File.ReadAllText(Repository.At("samples/predictions.json")))!;

    private static readonly Dictionary<string, JsonNode> Frames = Truth.ToDictionary(
        static frame => Word(frame!, "image"),
        static frame => frame!
    );

    [Fact]
    public void Canonical_prompts_are_those_that_the_model_was_taught()
    {
        Assert.All(Asks("ocr"), static ask => Assert.Equal(Word(ask, "prompt"), new TaskQuestion(TaskKind.Ocr).Text));
        Assert.All(Asks("objects"), static ask => Assert.Equal(Word(ask, "prompt"), new TaskQuestion(TaskKind.Objects).Text));
        Assert.All(Asks("scene"), static ask => Assert.Equal(Word(ask, "prompt"), new TaskQuestion(TaskKind.Scene).Text));
        Assert.All(Asks("find"), static ask => Assert.Equal(Word(ask, "prompt"), Question(ask).Text));
        Assert.All(Asks("count"), static ask => Assert.Equal(Word(ask, "prompt"), Question(ask).Text));
        Assert.All(Asks("relation"), static ask => Assert.Equal(Word(ask, "prompt"), Question(ask).Text));
    }

    [Fact]
    public void Every_true_and_every_predicted_answer_is_read()
    {
        JsonNode[] all = [.. Predictions.Select(static ask => ask!), .. Frames.Values.SelectMany(AsksOf)];
        Assert.Equal(874, all.Length);
        Assert.All(all, static ask => Assert.Equal(IsEmpty(Word(ask, "answer")) ? Verdict.NoRead : Verdict.Accept, Read(ask).Verdict));
    }

    [Fact]
    public void True_texts_and_objects_come_back_in_their_places()
    {
        foreach (JsonNode frame in Frames.Values)
        {
            JsonNode[] asks = [.. AsksOf(frame)];
            TaskAnswer texts = Read(asks.Single(static ask => Word(ask, "task") == "ocr")),
                objects = Read(asks.Single(static ask => Word(ask, "task") == "objects"));
            AssertSame((JsonArray)frame["labels"]!, "text", [.. texts.Texts.Select(static text => (text.Text, text.Box!.Value))]);
            AssertSame((JsonArray)frame["shapes"]!, "label", [.. objects.Objects.Select(static one => (one.Label, one.Box!.Value))]);
        }
    }

    [Fact]
    public void The_predicted_readings_score_as_published()
    {
        Assert.Equal(
            (49, 61),
            Hits("ocr", "labels", "text", static read => [.. read.Texts.Select(static text => (text.Text, text.Box!.Value))])
        );
        Assert.Equal(0.803, 49 / 61d, 0.0005);
    }

    [Fact]
    public void Fields_read_by_a_question_have_their_names()
    {
        JsonNode ask = Predictions.First(static ask => Word(ask!, "answer") == """{"station":"CX/760","expiry":"EXP 2032-02-26"}""")!;
        TaskAnswer read = Read(ask);
        Assert.Equal(["station", "expiry"], read.Fields.Keys);
        Assert.Equal("CX/760", read.Fields["station"].Value!.GetValue<string>());
    }

    [Fact]
    public void A_field_that_a_predicted_answer_tells_in_two_ways_is_ambiguous_and_the_others_stand()
    {
        JsonNode ask = Predictions.First(static ask =>
            Word(ask!, "answer") == """{"station":null,"time":null,"station":"FD/609","lot":"LOT-0874"}"""
        )!;
        TaskAnswer read = Read(ask);
        Assert.Equal(Verdict.Accept, read.Verdict);
        Assert.Equal(
            (null, null, "LOT-0874"),
            (read.Fields["station"].Value, read.Fields["time"].Value, read.Fields["lot"].Value!.GetValue<string>())
        );
        Assert.Equal([new Reason("ambiguous", "station"), new Reason("unreadable", "time")], read.Reasons);
    }

    private static (int Hits, int Truth) Hits(string task, string list, string key, Func<TaskAnswer, (string, PixelBox)[]> readings)
    {
        int hits = 0,
            truths = 0;
        foreach (JsonNode ask in Predictions.Where(ask => Word(ask!, "task") == task).Select(static ask => ask!))
        {
            var left = readings(Read(ask)).ToList();
            foreach (JsonNode? truth in (JsonArray)Frames[Word(ask, "image")][list]!)
            {
                truths++;
                int found = left.FindIndex(read => read.Item1 == Word(truth!, key) && Overlap(Box(truth!), read.Item2) >= 0.5);
                if (found >= 0)
                {
                    hits++;
                    left.RemoveAt(found);
                }
            }
        }

        return (hits, truths);
    }

    private static double Overlap(double[] a, PixelBox b)
    {
        double width = Math.Min(a[2], b.X2) - Math.Max(a[0], b.X1),
            height = Math.Min(a[3], b.Y2) - Math.Max(a[1], b.Y1);
        double common = Math.Max(0, width) * Math.Max(0, height);
        return common / (((a[2] - a[0]) * (a[3] - a[1])) + ((double)b.Width * b.Height) - common);
    }

    // Thousandths of 640 pixels and whole pixels: half of each, and the truth is clipped to the frame in neither.
    private static void AssertSame(JsonArray truth, string key, (string Word, PixelBox Box)[] read)
    {
        Assert.Equal(truth.Select(one => Word(one!, key)), read.Select(static one => one.Word));
        foreach ((JsonNode? one, PixelBox box) in truth.Zip(read.Select(static one => one.Box)))
        {
            double[] edges = Box(one!);
            Assert.All(
                new[] { box.X1 - edges[0], box.Y1 - edges[1], box.X2 - edges[2], box.Y2 - edges[3] },
                static off => Assert.InRange(off, -1, 1)
            );
        }
    }

    private static double[] Box(JsonNode truth) => [.. ((JsonArray)truth["box"]!).Select(static edge => edge!.GetValue<double>())];

    private static bool IsEmpty(string answer) =>
        answer is "[]" or """{"text":null}"""
        || (
            answer.StartsWith('{')
            && answer.EndsWith(":null}", StringComparison.Ordinal)
            && !answer.Contains(":\"", StringComparison.Ordinal)
        );

    private static TaskAnswer Read(JsonNode ask)
    {
        JsonNode frame = Frames[Word(ask, "image")];
        var crop = FrameCrop.Whole(frame["width"]!.GetValue<int>(), frame["height"]!.GetValue<int>());
        return Question(ask).Read(new RawAnswer(Word(ask, "answer"), RawAnswer.Stop, crop));
    }

    /// <summary>The question of a sample: what the task's own wording says, else the words themselves.</summary>
    private static TaskQuestion Question(JsonNode ask)
    {
        string prompt = Word(ask, "prompt");
        return Word(ask, "task") switch
        {
            "ocr" => new TaskQuestion(TaskKind.Ocr),
            "read" => new TaskQuestion(TaskKind.Ocr) { Prompt = prompt },
            "objects" => new TaskQuestion(TaskKind.Objects),
            "find" => new TaskQuestion(TaskKind.Objects) { Description = prompt.Split('"')[1] },
            "scene" => new TaskQuestion(TaskKind.Scene),
            "describe" => new TaskQuestion(TaskKind.Scene) { Prompt = prompt },
            "count" => new TaskQuestion(TaskKind.Count) { Things = Between(prompt, "number of ", " in the") },
            "relation" => new TaskQuestion(TaskKind.Relation)
            {
                Subject = Between(prompt, "is the ", " relative"),
                Reference = Between(prompt, "to the ", "?"),
            },
            _ => new TaskQuestion(TaskKind.Ask) { Prompt = prompt },
        };
    }

    private static string Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    private static IEnumerable<JsonNode> AsksOf(JsonNode frame) =>
        ((JsonArray)frame["asks"]!).Select(ask => new JsonObject(
            ask!.AsObject().Select(static entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))
        )
        {
            ["image"] = Word(frame, "image"),
        });

    private static IEnumerable<JsonNode> Asks(string task) => Frames.Values.SelectMany(AsksOf).Where(ask => Word(ask, "task") == task);

    private static string Word(JsonNode node, string key) => node[key]!.GetValue<string>();
}
