using System.Text.Json;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Tests.Store;

namespace EdgeVL.Daemon.Tests.Publishing;

public class LastReadingsTests
{
    private readonly List<(string Topic, long Seq)> announced = [];
    private readonly LastReadings last;

    public LastReadingsTests()
    {
        last = new LastReadings(
            new TopicNames("r"),
            (topic, payload) => announced.Add((topic, JsonSerializer.Deserialize(payload.Span, ContractsJson.Wire.LastReading)!.Seq))
        );
    }

    [Fact]
    public void The_newest_that_the_broker_has_is_announced_and_never_an_older_one()
    {
        Acknowledge(5);
        Acknowledge(6);
        Acknowledge(3, backlog: true);
        last.EndBacklog();
        Assert.Equal([("r/line-1/last/lot-code", 5), ("r/line-1/last/lot-code", 6)], announced);
    }

    [Fact]
    public void A_backlog_is_announced_once_at_its_end()
    {
        Acknowledge(1, backlog: true);
        Acknowledge(2, backlog: true);
        Acknowledge(3, backlog: true);
        Assert.Empty(announced);
        last.EndBacklog();
        last.EndBacklog();
        Assert.Equal([("r/line-1/last/lot-code", 3)], announced);
    }

    [Fact]
    public void Each_recipe_has_its_own()
    {
        Acknowledge(1);
        Acknowledge(2, recipe: "other");
        Acknowledge(1);
        Assert.Equal([("r/line-1/last/lot-code", 1), ("r/line-1/last/other", 2)], announced);
    }

    public static TheoryData<string, Result> Values
    {
        get
        {
            Result plain = Samples.Result() with { Texts = [] };
            return new()
            {
                { "[\"LOT-4821\"]", Samples.Result() },
                { "null", Samples.Result(verdict: Verdict.NoRead) },
                { "null", Samples.Result(verdict: Verdict.Error) with { Answer = "raw" } },
                { "[\"cup\",\"box\"]", plain with { Objects = [new ObjectReading("cup", null), new ObjectReading("box", null)] } },
                { "[\"above\"]", plain with { Relations = [new RelationReading("a", "above", "b")] } },
                { "\"A hall.\"", plain with { Scene = new SceneReading("dim", "A hall.") } },
                { "\"Yes.\"", plain with { Answer = "Yes." } },
                {
                    "{\"lot\":\"L-1\",\"n\":3}",
                    plain with
                    {
                        Fields = new Dictionary<string, FieldReading> { ["lot"] = new("L-1", "L-1"), ["n"] = new(3, "3") },
                    }
                },
                { "null", plain },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void The_value_is_what_was_read(string json, Result result) =>
        Assert.Equal(json, LastReadings.Of(result).Value?.ToJsonString() ?? "null");

    [Fact]
    public void A_lean_result_says_what_is_missing_and_keeps_verdict_and_number()
    {
        byte[] whole = JsonSerializer.SerializeToUtf8Bytes(Samples.Result(padding: 5000) with { Seq = 17 }, ContractsJson.Wire.Result);
        Result lean = JsonSerializer.Deserialize(LeanResult.Of(whole, 0, 2000), ContractsJson.Wire.Result)!;
        Assert.Equal((17, Verdict.Accept, "too_large"), (lean.Seq, lean.Verdict, Assert.Single(lean.Reasons).Code));
        Assert.Equal((whole.Length, 2000), (lean.Reasons[0].Value!.GetValue<int>(), lean.Reasons[0].Limit!.GetValue<int>()));
        Assert.Empty(lean.Texts);

        Result refused = JsonSerializer.Deserialize(LeanResult.Of(whole, 0x99, 2000), ContractsJson.Wire.Result)!;
        Assert.Equal(("refused_by_broker", "0x99"), (refused.Reasons[0].Code, refused.Reasons[0].Value!.GetValue<string>()));
    }

    private void Acknowledge(long seq, bool backlog = false, string recipe = "lot-code")
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(Samples.Result(recipe: recipe) with { Seq = seq }, ContractsJson.Wire.Result);
        last.Acknowledged(json, seq, $"r/line-1/result/{recipe}", backlog);
    }
}
