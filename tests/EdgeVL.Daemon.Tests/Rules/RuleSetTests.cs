using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Expressions;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class RuleSetTests
{
    private static readonly FieldSpec Lot = new("lot", RuleType.Text) { Rules = [new PatternRule("LOT-[0-9]{4}")] };
    private static readonly FieldSpec Expiry = new("expiry", RuleType.Date);

    [Fact]
    public void A_good_reading_is_accepted_without_a_reason()
    {
        RuleOutcome outcome = Evaluate([Lot], ("lot", "LOT-4821"));
        Assert.Equal((Verdict.Accept, ""), (outcome.Verdict, outcome.Codes()));
        Assert.Equal("LOT-4821", outcome.Fields["lot"].Value!.GetValue<string>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_required_field_that_was_not_read_makes_it_no_reading(string? value)
    {
        RuleOutcome outcome = Evaluate([Lot, Expiry], ("lot", value), ("expiry", "2027-01-01"));
        Assert.Equal((Verdict.NoRead, RuleCode.Required), (outcome.Verdict, outcome.Codes()));
    }

    [Fact]
    public void A_required_field_that_the_answer_does_not_have_is_not_read() => Assert.Equal(RuleCode.Required, Evaluate([Lot]).Codes());

    [Fact]
    public void An_optional_field_that_was_not_read_warns()
    {
        RuleOutcome outcome = Evaluate([Lot, Expiry with { Required = false }], ("lot", "LOT-4821"), ("expiry", null));
        Assert.Equal((Verdict.Warn, RuleCode.Unreadable), (outcome.Verdict, outcome.Codes()));
        Assert.Equal("LOT-4821", outcome.Fields["lot"].Value!.GetValue<string>());
    }

    [Fact]
    public void On_no_read_every_value_is_null_and_its_candidate_stays_in_raw()
    {
        RuleOutcome outcome = Evaluate([Lot, Expiry], ("lot", "LOT-48Z1"), ("expiry", "2027-01-01"));
        Assert.Equal(Verdict.NoRead, outcome.Verdict);
        Assert.All(outcome.Fields.Values, static field => Assert.Null(field.Value));
        Assert.Equal(["LOT-48Z1", "2027-01-01"], outcome.Fields.Values.Select(static field => field.Raw));
    }

    [Theory]
    [InlineData(0.79, Verdict.NoRead)]
    [InlineData(0.8, Verdict.Accept)]
    [InlineData(null, Verdict.NoRead)] // an unknown probability is not a high one
    public void A_field_below_its_probability_is_not_read(double? probability, Verdict verdict)
    {
        RuleOutcome outcome = new RuleSet([Lot with { MinProbability = 0.8 }]).Evaluate(
            Reading.Of("lot", "LOT-4821", probability),
            Reading.Context
        );
        Assert.Equal(verdict, outcome.Verdict);
        Assert.Equal(verdict == Verdict.NoRead ? RuleCode.LowProbability : "", outcome.Codes());
    }

    [Fact]
    public void All_rules_are_asked_and_all_reasons_listed()
    {
        FieldSpec field = Lot with { MinProbability = 0.999, Rules = [.. Lot.Rules, new LengthRule(1, 3), new ChoiceRule(["A"])] };
        Assert.Equal("low_probability pattern length choice", Evaluate([field], ("lot", "WRONG")).Codes());
    }

    [Fact]
    public void A_value_that_may_not_be_believed_rejects_nothing()
    {
        RuleContext context = Reading.Context with { Trigger = new Dictionary<string, string> { ["expected"] = "LOT-1111" } };
        FieldSpec field = Lot with { Rules = [.. Lot.Rules, new ExpectedRule()] };
        var rules = new RuleSet([field], [Rule("lot != expected", Verdict.Reject, field)], new VerdictPolicy { RejectWins = true });
        RuleOutcome outcome = rules.Evaluate(Reading.Of("lot", "LOT-48Z1"), context);
        Assert.Equal((Verdict.NoRead, RuleCode.Pattern), (outcome.Verdict, outcome.Codes()));
        outcome = rules.Evaluate(Reading.Of("lot", "LOT-4821"), context);
        Assert.Equal((Verdict.Reject, "expected expression"), (outcome.Verdict, outcome.Codes()));
    }

    [Fact]
    public void An_impossible_date_rejects_nothing_either()
    {
        RuleContext context = Reading.Context with { Trigger = new Dictionary<string, string> { ["expected"] = "2027-01-01" } };
        FieldSpec field = Expiry with { Rules = [new ExpectedRule(), new DateRule(DateFormat.Parse("YYYY-MM-DD"))] };
        Assert.Equal(RuleCode.DateInvalid, new RuleSet([field]).Evaluate(Reading.Of("expiry", "2027-02-30"), context).Codes());
    }

    [Theory]
    [InlineData(false, Verdict.NoRead)]
    [InlineData(true, Verdict.Reject)]
    public void A_reject_beside_an_unread_field_is_listed_and_wins_where_the_recipe_says_so(bool rejectWins, Verdict verdict)
    {
        var rules = new RuleSet(
            [Lot, Expiry],
            [Rule("lot == 'LOT-4821'", Verdict.Reject, Lot, Expiry)],
            new VerdictPolicy { RejectWins = rejectWins }
        );
        RuleOutcome outcome = rules.Evaluate(Reading.Of("lot", "LOT-4821"), Reading.Context);
        Assert.Equal((verdict, "required expression"), (outcome.Verdict, outcome.Codes()));
        Assert.Equal(rejectWins, outcome.Fields["lot"].Value is not null);
    }

    [Fact]
    public void Findings_of_gates_come_first_and_count()
    {
        Finding dark = new(new Reason("dark"), Verdict.NoRead);
        RuleOutcome outcome = new RuleSet([Lot]).Evaluate(Reading.Of("lot", "LOT-4821"), Reading.Context, [dark]);
        Assert.Equal((Verdict.NoRead, "dark"), (outcome.Verdict, outcome.Codes()));
    }

    [Fact]
    public void A_frame_that_was_not_asked_about_blames_no_field()
    {
        RuleOutcome outcome = new RuleSet([Lot]).WithoutReading([new Finding(new Reason("dark"), Verdict.NoRead)]);
        Assert.Equal((Verdict.NoRead, "dark"), (outcome.Verdict, outcome.Codes()));
        Assert.Null(outcome.Fields["lot"].Value);
    }

    [Fact]
    public void Fields_without_a_rule_pass() =>
        Assert.Equal("x", Evaluate([Lot], ("lot", "LOT-4821"), ("other", "x")).Fields["other"].Value!.GetValue<string>());

    [Theory]
    [InlineData("probability < 0.995", Verdict.Warn)]
    [InlineData("probability < 0.9", Verdict.Accept)]
    [InlineData("lot_probability < 0.995 and expiry > today", Verdict.Warn)]
    [InlineData("expiry < today", Verdict.Accept)]
    [InlineData("brightness < 0.3 and contrast < 0.2", Verdict.Warn)]
    public void Expressions_see_fields_probability_and_the_picture(string text, Verdict verdict)
    {
        RuleContext context = Reading.Context with
        {
            Image = new ImageFacts { Brightness = 0.2, Contrast = 0.1 },
        };
        var readings = new Dictionary<string, FieldReading>
        {
            ["lot"] = Reading.Field("LOT-4821"),
            ["expiry"] = Reading.Field("2027-01-01"),
        };
        Assert.Equal(verdict, new RuleSet([Lot, Expiry], [Rule(text, Verdict.Warn, Lot, Expiry)]).Evaluate(readings, context).Verdict);
    }

    [Fact]
    public void An_expression_without_its_field_is_silent_and_without_another_value_an_error()
    {
        FieldSpec optional = Expiry with { Required = false };
        ExpressionRule[] rules =
        [
            Rule("expiry < today", Verdict.Reject, Lot, optional),
            Rule("sharpness < 2", Verdict.Warn, Lot, optional),
            Rule("lot == expected", Verdict.Warn, Lot, optional),
        ];
        var set = new RuleSet([Lot, optional], rules);
        RuleOutcome outcome = set.Evaluate(Reading.Of("lot", "LOT-4821"), Reading.Context with { TriggerBringsValues = true });
        Assert.Equal((Verdict.Error, "unreadable rule_error rule_error"), (outcome.Verdict, outcome.Codes()));
        // An interval cannot bring a value to compare with: nothing is compared, and nothing is wrong. The sharpness is missing all the same.
        Assert.Equal("unreadable rule_error", set.Evaluate(Reading.Of("lot", "LOT-4821"), Reading.Context).Codes());
    }

    [Fact]
    public void A_reading_that_failed_explains_a_value_that_is_missing()
    {
        RuleOutcome outcome = new RuleSet([Lot], [Rule("probability < 0.9 or sharpness < 2", Verdict.Warn, Lot)]).Evaluate(
            Reading.Of("lot", null),
            Reading.Context
        );
        Assert.Equal((Verdict.NoRead, RuleCode.Required), (outcome.Verdict, outcome.Codes()));
    }

    [Fact]
    public void A_trigger_brings_numbers_as_texts()
    {
        var weight = new FieldSpec("weight", RuleType.Number);
        var names = new ExpressionNames(
            new Dictionary<string, RuleType> { ["weight"] = RuleType.Number },
            new Dictionary<string, RuleType> { ["target"] = RuleType.Number }
        );
        var rule = new ExpressionRule(RuleExpression.Parse("abs(weight - target) > 0.5", names).Expression!, Verdict.Reject);
        RuleOutcome With(string target) =>
            new RuleSet([weight], [rule]).Evaluate(
                Reading.Of("weight", 12.2),
                Reading.Context with
                {
                    Trigger = new Dictionary<string, string> { ["target"] = target },
                }
            );
        Assert.Equal(Verdict.Accept, With("12.5").Verdict);
        Assert.Equal(Verdict.Reject, With("13").Verdict);
        Assert.Equal(Verdict.Error, With("heavy").Verdict);
    }

    [Fact]
    public void A_division_by_zero_is_an_error_of_the_rule()
    {
        var count = new FieldSpec("count", RuleType.Number);
        RuleOutcome outcome = new RuleSet([count], [Rule("10 / count > 1", Verdict.Warn, count)]).Evaluate(
            Reading.Of("count", 0),
            Reading.Context
        );
        Assert.Equal((Verdict.Error, RuleCode.RuleError), (outcome.Verdict, outcome.Codes()));
    }

    private static ExpressionRule Rule(string text, Verdict verdict, params FieldSpec[] fields)
    {
        ExpressionParse parse = RuleExpression.Parse(
            text,
            new ExpressionNames(fields.ToDictionary(static one => one.Name, static one => one.Type))
        );
        Assert.Null(parse.Fault);
        return new ExpressionRule(parse.Expression!, verdict);
    }

    private static RuleOutcome Evaluate(FieldSpec[] fields, params (string Name, string? Value)[] readings) =>
        new RuleSet(fields).Evaluate(
            readings.ToDictionary(static one => one.Name, static one => Reading.Field(one.Value)),
            Reading.Context
        );
}
