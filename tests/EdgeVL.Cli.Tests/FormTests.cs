using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeVL.Cli.Tests.Support;
using EdgeVL.Contracts;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Tests;

namespace EdgeVL.Cli.Tests;

/// <summary>Answers whose form the caller gives.</summary>
public sealed class FormTests(NanoModelFixture nano) : IDisposable
{
    private static readonly string Picture = Repository.At("samples/recipes/golden/label.jpg");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_answer_to_a_schema_is_valid_and_its_fields_say_how_surely_they_were_read()
    {
        string schema = folder.Write(
            "lot.json",
            """
            {"type":"object","properties":{"lot":{"anyOf":[{"type":"string","pattern":"^LOT-[0-9]{4}$"},{"type":"null"}]},"n":{"type":"integer","minimum":0,"maximum":99}},"required":["lot","n"],"additionalProperties":false}
            """
        );

        Finished done = await AskAsync("--prompt", "Read the lot and count the labels.", "--schema", schema);

        Assert.Equal(ExitCode.Ok, done.Code);
        Result result = JsonSerializer.Deserialize(done.Output, ContractsJson.Wire.Result)!;
        JsonNode answer = JsonNode.Parse(result.Answer!)!;
        Assert.Equal(["lot", "n"], answer.AsObject().Select(static one => one.Key));
        Assert.InRange(answer["n"]!.GetValue<int>(), 0, 99);
        Assert.Equal(["lot", "n"], result.Fields.Keys);
        Assert.All(result.Fields.Values, AssertMeasured);
        Assert.True(JsonNode.DeepEquals(answer["n"], result.Fields["n"].Value));
        Assert.True(result.Tokens.Forced > 0 && result.Tokens.Output > result.Tokens.Forced);
        Assert.Equal("stop", result.Tokens.Finish);
    }

    [Fact]
    public async Task An_answer_to_an_expression_matches_it_as_a_whole()
    {
        Finished done = await AskAsync("--prompt", "What is the lot?", "--regex", "LOT-[0-9]{4}|none");

        Result result = JsonSerializer.Deserialize(done.Output, ContractsJson.Wire.Result)!;
        Assert.Equal(ExitCode.Ok, done.Code);
        Assert.True(Regex.IsMatch(result.Answer!, @"\A(LOT-[0-9]{4}|none)\z"), result.Answer);
        AssertMeasured(Assert.Single(result.Fields).Value);
        Assert.Equal(result.Answer, result.Fields["answer"].Value!.GetValue<string>());
    }

    [Theory]
    [InlineData("--regex", "LOT-[0-9", "LOT-[0-9")]
    [InlineData("--schema", "no-such.json", "no-such.json")]
    public async Task A_form_that_cannot_be_used_is_refused_by_name(string option, string form, string named)
    {
        Finished done = await AskAsync("--prompt", "What is the lot?", option, form);

        Assert.NotEqual(ExitCode.Ok, done.Code);
        Assert.Contains(named, done.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", done.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_schema_asks_for_and_no_automaton_can_hold_is_named_with_its_place()
    {
        string schema = folder.Write("odd.json", """{"type":"object","properties":{"a":{"type":"string","not":{"const":"x"}}}}""");

        Finished done = await AskAsync("--prompt", "What is the lot?", "--schema", schema);

        Assert.NotEqual(ExitCode.Ok, done.Code);
        Assert.Contains("/properties/a", done.Errors, StringComparison.Ordinal);
        Assert.Contains("not", done.Errors, StringComparison.Ordinal);
    }

    private static void AssertMeasured(FieldReading field)
    {
        Assert.InRange(field.Probability!.Value, 0, 1);
        Assert.InRange(field.Weakest!.Value, field.Probability.Value, 1);
        Assert.InRange(field.AllowedMass!.Value, 0, 1.0001);
        Assert.NotEqual(field.Raw, field.RunnerUp);
    }

    private Task<Finished> AskAsync(params string[] arguments) =>
        EdgeVlProgram.RunAsync(["ask", Picture, "--model", nano.Path, "--json", .. arguments]);
}
