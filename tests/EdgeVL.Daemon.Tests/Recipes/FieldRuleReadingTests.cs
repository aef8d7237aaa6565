using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Rules.Checksums;

namespace EdgeVL.Daemon.Tests.Recipes;

/// <summary>Each key of a field, in its short and its long form, becomes the rule that it names.</summary>
public sealed class FieldRuleReadingTests : IDisposable
{
    private readonly RecipeSheet sheet = new();

    [Fact]
    public void A_field_without_rules_is_a_text_that_must_be_read()
    {
        OutputField field = Field("");
        Assert.Equal(
            (FieldType.String, RuleType.Text, true, null),
            (field.Type, field.Spec.Type, field.Spec.Required, field.Spec.MinProbability)
        );
        Assert.Empty(field.Spec.Rules);
    }

    [Theory]
    [InlineData("string", FieldType.String, RuleType.Text)]
    [InlineData("number", FieldType.Number, RuleType.Number)]
    [InlineData("integer", FieldType.Integer, RuleType.Number)]
    [InlineData("boolean", FieldType.Boolean, RuleType.Boolean)]
    [InlineData("date", FieldType.Date, RuleType.Date)]
    public void A_field_has_one_of_five_types(string word, FieldType type, RuleType rules)
    {
        OutputField field = Field($"type: {word}, required: false, min_probability: 0.5");
        Assert.Equal((type, rules, false, 0.5), (field.Type, field.Spec.Type, field.Spec.Required, field.Spec.MinProbability));
    }

    [Theory]
    [InlineData("pattern: '[A-Z]+'", null)]
    [InlineData("pattern: '^[A-Z]+$'", null)]
    [InlineData("pattern: { is: '[A-Z]+', broken: warn }", Verdict.Warn)]
    public void Pattern(string keys, Verdict? broken)
    {
        PatternRule rule = Rule<PatternRule>(keys);
        Assert.Equal(("[A-Z]+", broken), (rule.Pattern, rule.Broken));
    }

    [Theory]
    [InlineData("choice: [a, 1, true]", null)]
    [InlineData("choice: { is: [a, 1, true], broken: reject }", Verdict.Reject)]
    public void Choice(string keys, Verdict? broken)
    {
        ChoiceRule rule = Rule<ChoiceRule>(keys);
        Assert.Equal(["a", "1", "true"], rule.Values);
        Assert.Equal((broken, false), (rule.Broken, rule.Repair));
        Assert.True(Rule<ChoiceRule>("repair: true, " + keys).Repair);
    }

    [Theory]
    [InlineData("min_length: 2, max_length: 5", 2, 5, null)]
    [InlineData("max_length: 5", 1, 5, null)]
    [InlineData("min_length: 2", 2, 256, null)]
    [InlineData("length: { min: 2, max: 5, broken: no_read }", 2, 5, Verdict.NoRead)]
    public void Length(string keys, int min, int max, Verdict? broken) =>
        Assert.Equal(new LengthRule(min, max) { Broken = broken }, Rule<LengthRule>(keys));

    [Fact]
    public void Range()
    {
        Assert.Equal(new RangeRule(1.5m, 3), Rule<RangeRule>("type: number, min: 1.5, max: 3"));
        Assert.Equal(new RangeRule(null, 3) { Broken = Verdict.Warn }, Rule<RangeRule>("type: integer, range: { max: 3, broken: warn }"));
    }

    [Fact]
    public void Checksum_of_a_known_scheme()
    {
        Assert.True(Rule<ChecksumRule>("checksum: luhn").Scheme.IsValid("79927398713"));
        ChecksumRule rule = Rule<ChecksumRule>("repair: true, checksum: { scheme: mod-97-10, broken: reject }");
        Assert.Equal((true, Verdict.Reject), (rule.Repair, rule.Broken));
        Assert.All(Checksum.Names, name => Rule<ChecksumRule>($"checksum: {name}"));
    }

    [Fact]
    public void Checksum_of_own_weights()
    {
        // 4006381333931 is a GTIN: weights 1 and 3 from the right, modulus 10.
        Assert.True(Rule<ChecksumRule>("checksum: { weights: [1, 3], modulus: 10 }").Scheme.IsValid("4006381333931"));
        Assert.False(
            Rule<ChecksumRule>("checksum: { weights: [1, 3], modulus: 10, remainder: 1, from: left }").Scheme.IsValid("4006381333931")
        );
    }

    [Fact]
    public void Date()
    {
        Assert.Equal("DD.MM.YY", Rule<DateRule>("type: date, date: DD.MM.YY").Format.Text);
        DateRule rule = Rule<DateRule>("date: { from_days: -30, to_days: 0, from: 2026-01-01, to: 2026-12-31, broken: warn }");
        Assert.Equal(
            ("YYYY-MM-DD", -30, 0, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31), Verdict.Warn),
            (rule.Format.Text, rule.FromDays, rule.ToDays, rule.From, rule.To, rule.Broken)
        );
    }

    [Fact]
    public void Rate()
    {
        Assert.Equal(new RateRule { Max = 5 }, Rule<RateRule>("type: number, rate: { max: 5 }"));
        Assert.Equal(
            new RateRule
            {
                Min = -1,
                Max = 2.5m,
                Per = TimeSpan.FromDays(1),
                Jitter = 0.1m,
                Direction = RateDirection.Up,
                Digits = 5,
                MaxAge = TimeSpan.FromDays(30),
                Broken = Verdict.Warn,
            },
            Rule<RateRule>(
                "type: number, rate: { min: -1, max: 2.5, per: 1d, jitter: 0.1, direction: up, digits: 5, max_age: 30d, broken: warn }"
            )
        );
    }

    [Theory]
    [InlineData("expected: true", "expected", null)]
    [InlineData("expected: expected", "expected", null)]
    [InlineData("expected: order", "trigger_order", null)]
    [InlineData("expected: trigger_order", "trigger_order", null)]
    [InlineData("expected: batch", "batch", null)] // the recipe gives it itself
    [InlineData("expected: { name: order, broken: warn }", "trigger_order", Verdict.Warn)]
    public void Expected(string keys, string name, Verdict? broken) =>
        Assert.Equal(new ExpectedRule(name) { Broken = broken }, Rule<ExpectedRule>(keys));

    public void Dispose() => sheet.Dispose();

    private OutputField Field(string keys) =>
        Assert.Single(sheet.Read($"task: fields\noutput: {{ f: {{ {keys} }} }}\nverdict: {{ values: {{ batch: B1 }} }}\n").Output);

    private T Rule<T>(string keys)
        where T : FieldRule => Assert.IsType<T>(Assert.Single(Field(keys).Spec.Rules));
}
