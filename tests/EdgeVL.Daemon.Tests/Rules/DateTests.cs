using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;

namespace EdgeVL.Daemon.Tests.Rules;

public sealed class DateTests
{
    private static readonly DateOnly Today = Reading.Context.Today;

    [Theory]
    [InlineData("YYYY-MM-DD", "2027-03-14", "2027-03-14")]
    [InlineData("DD.MM.YYYY", "14.03.2027", "2027-03-14")]
    [InlineData("MM/DD/YY", "03/14/27", "2027-03-14")]
    [InlineData("EXP YYYY-MM-DD", "EXP 2027-03-14", "2027-03-14")]
    [InlineData("DD MON YYYY", "14 MAR 2027", "2027-03-14")]
    [InlineData("MM/YYYY", "02/2028", "2028-02-29")] // the last of the month is meant
    [InlineData("YYMMDD", "270314", "2027-03-14")]
    [InlineData("YYMMDD", "280200", "2028-02-29")] // GS1: day 00 is the month's last
    [InlineData("YYMMDD", "760101", "2076-01-01")] // 50 years ahead
    [InlineData("YYMMDD", "770101", "1977-01-01")] // 49 years ago
    public void A_date_of_the_declared_form_is_read(string format, string text, string day) =>
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), DateFormat.Parse(format).Read(text, Today));

    [Theory]
    [InlineData("YYYY-MM-DD", "2027-02-29")]
    [InlineData("YYYY-MM-DD", "2027-13-01")]
    [InlineData("YYYY-MM-DD", "2027-00-10")]
    [InlineData("YYYY-MM-DD", "2027-03-00")]
    [InlineData("YYYY-MM-DD", "0000-03-01")]
    [InlineData("YYYY-MM-DD", "2027-3-14")]
    [InlineData("YYYY-MM-DD", "2027-03-14 ")]
    [InlineData("YYYY-MM-DD", "2027-03")]
    [InlineData("YYYY-MM-DD", "２０２７-03-14")]
    [InlineData("DD.MM.YYYY", "03.14.2027")] // the order is never guessed
    [InlineData("DD MON YYYY", "14 MÄR 2027")]
    [InlineData("YYMMDD", "271314")]
    public void What_is_no_day_or_has_another_form_is_none(string format, string text) =>
        Assert.Null(DateFormat.Parse(format).Read(text, Today));

    [Fact]
    public void Two_digits_of_a_year_lie_between_49_years_ago_and_50_ahead()
    {
        for (int now = 1950; now < 2200; now += 7)
        {
            for (int year = now - 49; year <= now + 50; year++)
            {
                Assert.Equal(year, DateFormat.Parse("YYMMDD").Read($"{year % 100:D2}0615", new DateOnly(now, 1, 1))!.Value.Year);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("MM-DD")]
    [InlineData("YYYY-DD")]
    [InlineData("YYYY-MM-MM")]
    [InlineData("YYYY-YY-MM")]
    public void A_form_without_year_or_month_or_with_one_twice_is_refused(string format) =>
        Assert.Equal(FaultCode.RecipeInvalid, Assert.Throws<FaultException>(() => DateFormat.Parse(format)).Code);

    [Theory]
    [InlineData("2026-11-21", Verdict.Reject)]
    [InlineData("2026-11-22", Verdict.Accept)]
    [InlineData("2027-11-22", Verdict.Accept)]
    [InlineData("2027-11-23", Verdict.Reject)]
    [InlineData("2027-11-31", Verdict.NoRead)]
    public void A_day_outside_the_window_is_a_bad_part_and_no_day_at_all_a_misread(string day, Verdict verdict) =>
        Assert.Equal(verdict, Reading.Judge(Window, day, RuleType.Date).Verdict);

    [Fact]
    public void The_reason_tells_the_day_that_was_broken()
    {
        Reason reason = Assert.Single(Reading.Judge(Window, "2028-01-01", RuleType.Date).Reasons);
        Assert.Equal(
            (RuleCode.DateWindow, "2028-01-01", "2027-11-22"),
            (reason.Code, reason.Value!.GetValue<string>(), reason.Limit!.GetValue<string>())
        );
    }

    [Fact]
    public void A_fixed_window_and_a_moving_one_both_count()
    {
        DateRule rule = Window with { To = new DateOnly(2027, 1, 1) };
        Assert.Equal(Verdict.Reject, Reading.Judge(rule, "2027-01-02", RuleType.Date).Verdict);
        Assert.Equal(Verdict.Accept, Reading.Judge(rule, "2027-01-01", RuleType.Date).Verdict);
    }

    [Fact]
    public void With_a_clock_that_nobody_set_a_window_on_today_warns()
    {
        RuleContext unsure = Reading.Context with { ClockIsSure = false };
        RuleOutcome outcome = Reading.Judge(Window, "2027-01-01", RuleType.Date, unsure);
        Assert.Equal((Verdict.Warn, RuleCode.ClockUnsure), (outcome.Verdict, outcome.Codes()));
        Assert.Equal(Verdict.Accept, Reading.Judge(new DateRule(Window.Format), "2027-01-01", RuleType.Date, unsure).Verdict);
    }

    [Fact]
    public void A_day_without_a_declared_form_is_one_of_ISO_8601()
    {
        var rules = new RuleSet([new FieldSpec("day", RuleType.Date)]);
        Assert.Equal(Verdict.Accept, rules.Evaluate(Reading.Of("day", "2027-01-01"), Reading.Context).Verdict);
        Assert.Equal(RuleCode.DateInvalid, rules.Evaluate(Reading.Of("day", "01.01.2027"), Reading.Context).Codes());
    }

    private static DateRule Window => new(DateFormat.Parse("YYYY-MM-DD")) { FromDays = 0, ToDays = 365 };
}
