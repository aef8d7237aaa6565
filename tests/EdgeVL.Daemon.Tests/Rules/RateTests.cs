using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class RateTests
{
    private readonly MemoryBaselines baselines = new();
    private readonly RateMemory memory = new();
    private DateTimeOffset now = Reading.Noon;

    /// <summary>A water meter: up to 3 m³ an hour, the last digit jitters, five digits.</summary>
    private static RateRule Meter =>
        new()
        {
            Max = 3,
            Jitter = 0.1m,
            Direction = RateDirection.Up,
            Digits = 5,
        };

    [Fact]
    public void The_first_value_is_accepted_with_a_mark_and_becomes_the_baseline()
    {
        RuleOutcome outcome = Read(100);
        Assert.Equal((Verdict.Accept, RuleCode.BaselineMissing), (outcome.Verdict, outcome.Codes()));
        Assert.Equal(100, baselines.Find("lot-code", "x")!.Value);
    }

    [Theory]
    [InlineData(1, 102.9, "")]
    [InlineData(1, 103.1, "")] // the jitter is added once
    [InlineData(1, 103.2, "rate")]
    [InlineData(24, 172, "")] // the limit grows with the time since
    [InlineData(24, 173, "rate")]
    [InlineData(1, 99.9, "")] // jitter is no way back
    [InlineData(1, 99.8, "direction")]
    public void The_limit_is_the_rate_times_the_gap_plus_the_jitter(double hours, double value, string codes)
    {
        Read(100);
        now += TimeSpan.FromHours(hours);
        RuleOutcome outcome = Read((decimal)value);
        Assert.Equal(codes, outcome.Codes());
        Assert.Equal(codes.Length == 0 ? Verdict.Accept : Verdict.NoRead, outcome.Verdict);
    }

    [Fact]
    public void A_refused_value_moves_no_baseline_and_the_gap_keeps_growing()
    {
        Read(100);
        now += TimeSpan.FromHours(1);
        Read(150);
        Assert.Equal(100, baselines.Find("lot-code", "x")!.Value);
        now += TimeSpan.FromHours(1);
        Assert.Equal(Verdict.Accept, Read(105).Verdict); // 2 h since the last accepted value
    }

    [Fact]
    public void A_counter_may_go_over_its_end()
    {
        Read(99_999);
        now += TimeSpan.FromHours(1);
        RuleOutcome outcome = Read(1);
        Assert.Equal((Verdict.Accept, RuleCode.Rollover), (outcome.Verdict, outcome.Codes()));
        Assert.Equal(1, baselines.Find("lot-code", "x")!.Value);
    }

    [Fact]
    public void A_counter_in_its_middle_does_not()
    {
        Read(50_000);
        now += TimeSpan.FromHours(1);
        Assert.Equal(RuleCode.Direction, Read(1).Codes());
    }

    [Fact]
    public void After_five_readings_that_fit_one_another_a_new_baseline_is_proposed_and_never_set()
    {
        Read(9_000); // a false high reading, accepted once
        string codes = "";
        for (int i = 0; i < 5; i++)
        {
            now += TimeSpan.FromHours(1);
            Assert.DoesNotContain(RuleCode.BaselineReset, codes, StringComparison.Ordinal);
            codes = Read(100 + i).Codes();
        }

        Assert.Equal("direction baseline_reset", codes);
        Assert.Equal(9_000, baselines.Find("lot-code", "x")!.Value);
    }

    [Fact]
    public void Readings_that_do_not_fit_one_another_propose_nothing()
    {
        Read(9_000);
        foreach (decimal value in (decimal[])[100, 500, 101, 20, 102, 7, 103])
        {
            now += TimeSpan.FromHours(1);
            Assert.DoesNotContain(RuleCode.BaselineReset, Read(value).Codes(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_value_that_is_too_old_is_no_measure()
    {
        RateRule rule = Meter with { MaxAge = TimeSpan.FromDays(1) };
        Read(100, rule);
        now += TimeSpan.FromDays(2);
        RuleOutcome outcome = Read(5, rule);
        Assert.Equal((Verdict.Accept, RuleCode.BaselineStale), (outcome.Verdict, outcome.Codes()));
    }

    [Fact]
    public void Within_one_boot_the_monotonic_clock_counts_whatever_the_wall_says()
    {
        RuleContext before = Context with { BootId = "a", MonotonicNs = 0 };
        Apply(Judge(100, before));
        RuleContext corrected = Context with { BootId = "a", MonotonicNs = 3_600_000_000_000, CapturedAt = now.AddYears(3) };
        Assert.Equal(RuleCode.Rate, Judge(200, corrected).Codes());
        RuleContext rebooted = corrected with { BootId = "b" };
        Assert.Equal("", Judge(200, rebooted).Codes());
    }

    [Fact]
    public void A_clock_that_went_back_gives_no_time_and_no_negative_limit()
    {
        Read(100);
        now -= TimeSpan.FromDays(1);
        Assert.Equal("", Read(100).Codes());
        Assert.Equal(RuleCode.Rate, Read(101).Codes());
    }

    [Theory]
    [InlineData(ReadingKind.Replay)]
    [InlineData(ReadingKind.Canary)]
    [InlineData(ReadingKind.Forced)]
    public void Only_a_live_reading_moves_a_baseline(ReadingKind kind)
    {
        Read(100);
        now += TimeSpan.FromHours(1);
        RuleOutcome outcome = Judge(101, Context with { Kind = kind });
        Assert.Equal(Verdict.Accept, outcome.Verdict);
        Assert.Empty(outcome.Baselines);
    }

    [Theory]
    [InlineData(Verdict.Warn)]
    [InlineData(Verdict.Reject)]
    [InlineData(Verdict.NoRead)]
    [InlineData(Verdict.Error)]
    public void Only_an_accept_moves_a_baseline(Verdict verdict)
    {
        Finding other = new(new Reason("other"), verdict);
        Assert.Empty(new RuleSet([Spec(Meter)]).Evaluate(Reading.Of("x", 100), Context, [other]).Baselines);
    }

    [Fact]
    public void Without_a_store_rates_are_not_judged() => Assert.Equal("", Judge(5, Context with { Baselines = null }).Codes());

    [Fact]
    public void Limits_beyond_all_numbers_are_an_error_of_the_rule()
    {
        Read(100);
        now += TimeSpan.FromDays(10_000);
        RuleOutcome outcome = Read(100, Meter with { Max = decimal.MaxValue });
        Assert.Equal((Verdict.Error, RuleCode.RuleError), (outcome.Verdict, outcome.Codes()));
    }

    private RuleContext Context => Reading.Context with { CapturedAt = now, Baselines = baselines, Rates = memory };

    private static FieldSpec Spec(RateRule rule) => new("x", RuleType.Number) { Rules = [rule] };

    private RuleOutcome Read(decimal value, RateRule? rule = null) =>
        Apply(new RuleSet([Spec(rule ?? Meter)]).Evaluate(Reading.Of("x", value), Context));

    private static RuleOutcome Judge(decimal value, RuleContext context) =>
        new RuleSet([Spec(Meter)]).Evaluate(Reading.Of("x", value), context);

    private RuleOutcome Apply(RuleOutcome outcome)
    {
        foreach (Baseline move in outcome.Baselines)
        {
            baselines.Set(move);
        }

        return outcome;
    }
}
