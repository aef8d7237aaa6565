using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Checksums;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class RepairTests
{
    private static readonly ChecksumRule Checked = new(Checksum.Of("mod-37-2"), repair: true);

    [Fact]
    public void One_doubtful_character_is_replaced_where_the_checksum_alone_decides()
    {
        // LOT4821AK is right; the model read L0T with O as its second choice.
        RuleOutcome outcome = Judge("L0T4821AK", runnersUp: " O");
        Assert.Equal((Verdict.Warn, RuleCode.Corrected), (outcome.Verdict, outcome.Codes()));
        Assert.Equal(("LOT4821AK", "L0T4821AK"), (outcome.Fields["x"].Value!.GetValue<string>(), outcome.Fields["x"].Raw));
    }

    [Theory]
    [InlineData("L0T4821AK", " Q")] // the second choice is another one
    [InlineData("L0T4821AK", "")] // there is none
    [InlineData("L0T4B21AK", " O  8")] // two characters are wrong
    [InlineData("LXT4821AK", " O")] // X and O are not confused
    public void Everything_else_stays_unread(string value, string runnersUp)
    {
        RuleOutcome outcome = Judge(value, runnersUp);
        Assert.Equal((Verdict.NoRead, RuleCode.Checksum), (outcome.Verdict, outcome.Codes()));
        Assert.Equal((null, value), (outcome.Fields["x"].Value, outcome.Fields["x"].Raw));
    }

    [Fact]
    public void Without_leave_nothing_is_repaired() =>
        Assert.Equal(Verdict.NoRead, Judge("L0T4821AK", " O", new ChecksumRule(Checksum.Of("mod-37-2"))).Verdict);

    [Fact]
    public void Two_candidates_are_none()
    {
        var list = new ChoiceRule(["O1", "0I"]) { Repair = true };
        Assert.Equal(Verdict.NoRead, Judge("01", "OI", list).Verdict); // O1 and 0I both fit
        Assert.Equal(Verdict.Warn, Judge("01", "O ", list).Verdict);
    }

    [Fact]
    public void A_candidate_must_pass_every_other_rule_too()
    {
        RuleContext context = Context("O ");
        var spec = new FieldSpec("x", RuleType.Text) { Rules = [new ChoiceRule(["O1"]) { Repair = true }, new PatternRule("[0-9]+")] };
        Assert.Equal(Verdict.NoRead, new RuleSet([spec]).Evaluate(Reading.Of("x", "01"), context).Verdict);
    }

    [Fact]
    public void A_low_probability_is_not_repaired()
    {
        var spec = new FieldSpec("x", RuleType.Text) { MinProbability = 0.8, Rules = [Checked] };
        RuleOutcome outcome = new RuleSet([spec]).Evaluate(Reading.Of("x", "L0T4821AK", 0.5), Context(" O"));
        Assert.Equal((Verdict.NoRead, "low_probability checksum"), (outcome.Verdict, outcome.Codes()));
    }

    [Fact]
    public void A_repaired_number_moves_no_baseline()
    {
        var spec = new FieldSpec("x", RuleType.Number)
        {
            Rules = [new ChoiceRule(["10", "20"]) { Repair = true }, new RateRule { Max = 100 }],
        };
        RuleContext context = Context("2 ") with { Baselines = new MemoryBaselines() };
        RuleOutcome outcome = new RuleSet([spec]).Evaluate(Reading.Of("x", "Z0"), context);
        Assert.Equal(Verdict.NoRead, outcome.Verdict); // Z0 is no number at all
        outcome = new RuleSet([spec with { Type = RuleType.Text, Rules = [spec.Rules[0]] }]).Evaluate(Reading.Of("x", "Z0"), context);
        Assert.Equal((Verdict.Warn, 0), (outcome.Verdict, outcome.Baselines.Count));
    }

    [Fact]
    public void A_checksum_with_few_values_may_not_repair() =>
        Assert.Equal(
            FaultCode.RecipeInvalid,
            Assert.Throws<FaultException>(() => new ChecksumRule(Checksum.Of("gtin"), repair: true)).Code
        );

    private static RuleOutcome Judge(string value, string runnersUp, FieldRule? rule = null) =>
        Reading.Judge(rule ?? Checked, value, context: Context(runnersUp));

    /// <summary>A blank is a place without a second choice.</summary>
    private static RuleContext Context(string runnersUp) =>
        Reading.Context with
        {
            RunnersUp = new Dictionary<string, IReadOnlyList<char?>>
            {
                ["x"] = [.. runnersUp.Select(static character => character == ' ' ? (char?)null : character)],
            },
        };
}
