using System.Text.Json.Nodes;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Checksums;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class FieldRuleTests
{
    [Theory]
    [InlineData("LOT-4821", Verdict.Accept)]
    [InlineData("xLOT-4821", Verdict.NoRead)]
    [InlineData("LOT-48215", Verdict.NoRead)]
    [InlineData("LOT-4821\n", Verdict.NoRead)]
    public void A_pattern_means_the_whole_value(string value, Verdict verdict) =>
        Assert.Equal(verdict, Reading.Judge(new PatternRule("LOT-[0-9]{4}"), value).Verdict);

    [Fact]
    public void Alternatives_of_a_pattern_stay_together() =>
        Assert.Equal(Verdict.NoRead, Reading.Judge(new PatternRule("A|B"), "Axxx").Verdict);

    [Theory]
    [InlineData("[")]
    [InlineData("(?=x)y")]
    [InlineData(@"(a)\1")]
    public void A_pattern_that_cannot_be_matched_in_linear_time_is_refused(string pattern) =>
        Assert.Equal(FaultCode.RecipeInvalid, Assert.Throws<FaultException>(() => new PatternRule(pattern)).Code);

    [Theory]
    [InlineData("ab", Verdict.NoRead)]
    [InlineData("abc", Verdict.Accept)]
    [InlineData("😀😀😀", Verdict.Accept)] // three characters, six UTF-16 units
    [InlineData("abcdef", Verdict.NoRead)]
    public void A_length_counts_characters(string value, Verdict verdict) =>
        Assert.Equal(verdict, Reading.Judge(new LengthRule(3, 5), value).Verdict);

    [Fact]
    public void A_choice_is_exact_and_tells_what_was_allowed()
    {
        var rule = new ChoiceRule(["PASS", "FAIL"]);
        Assert.Equal(Verdict.Accept, Reading.Judge(rule, "PASS").Verdict);
        RuleOutcome outcome = Reading.Judge(rule, "pass");
        Reason reason = Assert.Single(outcome.Reasons);
        Assert.Equal((Verdict.NoRead, RuleCode.Choice), (outcome.Verdict, reason.Code));
        Assert.Equal("""["PASS","FAIL"]""", reason.Limit!.ToJsonString());
    }

    [Theory]
    [InlineData(9.99, Verdict.Reject)]
    [InlineData(10, Verdict.Accept)]
    [InlineData(20, Verdict.Accept)]
    [InlineData(20.01, Verdict.Reject)]
    public void A_number_outside_its_range_is_a_bad_part(double value, Verdict verdict) =>
        Assert.Equal(verdict, Reading.Judge(new RangeRule(10, 20), value, RuleType.Number).Verdict);

    [Theory]
    [InlineData("12.5", Verdict.Accept)] // a number that the model wrote between quotes
    [InlineData("12,5", Verdict.NoRead)]
    [InlineData("1e1", Verdict.NoRead)]
    [InlineData("twelve", Verdict.NoRead)]
    public void A_text_in_a_field_of_numbers_was_read_only_where_it_is_one(string value, Verdict verdict) =>
        Assert.Equal(verdict, Reading.Judge(new RangeRule(10, 20), value, RuleType.Number).Verdict);

    [Fact]
    public void A_number_too_large_to_compute_with_is_no_reading() =>
        Assert.Equal(Verdict.NoRead, Reading.Judge(new RangeRule(10, 20), JsonNode.Parse("1e99"), RuleType.Number).Verdict);

    [Fact]
    public void A_broken_checksum_is_a_misread_not_a_bad_part()
    {
        RuleOutcome outcome = Reading.Judge(new ChecksumRule(Checksum.Of("gtin")), "4006381333932");
        Assert.Equal((Verdict.NoRead, RuleCode.Checksum), (outcome.Verdict, outcome.Codes()));
        Assert.Null(outcome.Fields["x"].Value);
        Assert.Equal("4006381333932", outcome.Fields["x"].Raw);
    }

    [Fact]
    public void A_recipe_may_say_what_a_broken_rule_means()
    {
        Assert.Equal(Verdict.Warn, Reading.Judge(new RangeRule(10, 20) { Broken = Verdict.Warn }, 30, RuleType.Number).Verdict);
        Assert.Equal(Verdict.Reject, Reading.Judge(new PatternRule("A") { Broken = Verdict.Reject }, "B").Verdict);
    }

    [Fact]
    public void The_value_must_be_the_one_that_came_with_the_trigger()
    {
        RuleContext context = Reading.Context with { Trigger = new Dictionary<string, string> { ["expected"] = "LOT-1" } };
        Assert.Equal(Verdict.Accept, Reading.Judge(new ExpectedRule(), "LOT-1", context: context).Verdict);
        RuleOutcome other = Reading.Judge(new ExpectedRule(), "LOT-2", context: context);
        Assert.Equal((Verdict.Reject, RuleCode.Expected), (other.Verdict, other.Codes()));
        Assert.Equal("LOT-1", other.Reasons[0].Limit!.GetValue<string>());
    }

    [Theory]
    [InlineData(RuleType.Number, Verdict.Accept)]
    [InlineData(RuleType.Text, Verdict.Reject)]
    public void Twelve_and_twelve_point_nought_are_one_number_and_two_texts(RuleType type, Verdict verdict)
    {
        RuleContext context = Reading.Context with { Trigger = new Dictionary<string, string> { ["expected"] = "12.0" } };
        Assert.Equal(verdict, Reading.Judge(new ExpectedRule(), "12", type, context).Verdict);
    }

    [Fact]
    public void Without_a_value_that_the_trigger_could_have_brought_nothing_can_be_said()
    {
        RuleContext command = Reading.Context with { TriggerBringsValues = true };
        RuleOutcome outcome = Reading.Judge(new ExpectedRule("order"), "LOT-1", context: command);
        Assert.Equal((Verdict.Error, RuleCode.RuleError), (outcome.Verdict, outcome.Codes()));
    }

    [Fact]
    public void A_trigger_that_can_bring_nothing_is_not_asked_for_a_value() =>
        Assert.Equal(Verdict.Accept, Reading.Judge(new ExpectedRule("order"), "LOT-1").Verdict);

    [Fact]
    public void A_range_on_a_text_is_refused_before_anything_is_read() =>
        Assert.Throws<FaultException>(() => new RuleSet([new FieldSpec("lot", RuleType.Text) { Rules = [new RangeRule(1, 2)] }]));
}
