using EdgeVL.Daemon.Trust;

namespace EdgeVL.Daemon.Tests.Trust;

public sealed class GuaranteeTests
{
    [Theory]
    [InlineData(0.90, 0.05, 45)]
    [InlineData(0.90, 0.02, 114)]
    [InlineData(0.90, 0.01, 230)]
    [InlineData(0.90, 0.005, 460)]
    [InlineData(0.90, 0.001, 2302)]
    [InlineData(0.95, 0.05, 59)]
    [InlineData(0.95, 0.02, 149)]
    [InlineData(0.95, 0.01, 299)]
    [InlineData(0.95, 0.005, 598)]
    [InlineData(0.95, 0.001, 2995)]
    [InlineData(0.99, 0.05, 90)]
    [InlineData(0.99, 0.02, 228)]
    [InlineData(0.99, 0.01, 459)]
    [InlineData(0.99, 0.005, 919)]
    [InlineData(0.99, 0.001, 4603)]
    public void So_many_tries_without_an_error_show_a_rate(double confidence, double rate, int tries)
    {
        Assert.Equal(tries, Binomial.TriesNeeded(rate, confidence));
        Assert.InRange(Binomial.UpperBound(0, tries, confidence), 0, rate);
        Assert.True(Binomial.UpperBound(0, tries - 1, confidence) > rate);
    }

    [Theory]
    [InlineData(0, 111, 0.0266)] // nine classes of 111: 2.7 % each
    [InlineData(0, 1000, 0.0030)]
    [InlineData(0, 3000, 0.0010)]
    [InlineData(1, 10, 0.3942)]
    [InlineData(5, 100, 0.1023)]
    [InlineData(10, 10, 1)]
    [InlineData(0, 0, 1)]
    public void The_upper_bound_is_that_of_Clopper_and_Pearson(int seen, int count, double expected) =>
        Assert.Equal(expected, Binomial.UpperBound(seen, count), 4);

    [Fact]
    public void The_tail_adds_up()
    {
        Assert.Equal(1, Binomial.AtMost(10, 10, 0.3));
        Assert.Equal(Math.Pow(0.7, 10), Binomial.AtMost(0, 10, 0.3), 12);
        Assert.Equal(0.5, Binomial.AtMost(50_000, 100_001, 0.5), 9); // far below the smallest double in its first terms
    }

    [Fact]
    public void The_loosest_limit_that_keeps_the_promise_is_taken()
    {
        ThresholdGuarantee found = ThresholdGuarantee.Find(Simulated.Perfect(4000, 1), risk: 0.05);
        Assert.NotNull(found.Threshold);
        Assert.InRange(found.Threshold.Value, 0.5, 0.9);
        Assert.InRange(found.Coverage, 0.6, 1);
        Assert.True((double)found.Wrong / found.Accepted < 0.05);
        Assert.Null(found.Missing);
    }

    [Fact]
    public void The_promise_is_kept_as_often_as_it_says()
    {
        const int trials = 400;
        const double risk = 0.05;
        int broken = 0,
            given = 0,
            naive = 0;
        for (int seed = 1; seed <= trials; seed++)
        {
            ScoredReading[] readings = Simulated.Perfect(600, seed);
            if (ThresholdGuarantee.Find(readings, risk).Threshold is { } limit)
            {
                given++;
                broken += TrueRisk(limit) > risk ? 1 : 0;
            }

            RiskPoint loosest = Ranking.RiskByCoverage(readings).Last(static point => point.Risk <= risk);
            naive += TrueRisk(loosest.Threshold) > risk ? 1 : 0;
        }

        Assert.True(given > trials / 2, $"{given}");
        Assert.True(broken <= 0.05 * trials, $"{broken} of {trials}");
        Assert.True(naive > 0.3 * trials, $"{naive}"); // the loosest limit with that observed risk breaks it
    }

    [Fact]
    public void Where_no_limit_keeps_it_the_missing_readings_are_counted()
    {
        ScoredReading[] thirty = [.. Enumerable.Range(0, 30).Select(static i => new ScoredReading(0.999, true, $"{i}"))];
        ThresholdGuarantee found = ThresholdGuarantee.Find(thirty, risk: 0.01);
        Assert.Null(found.Threshold);
        // P(no error in n at 1 %) must fall to 0.05 / 10: 528 readings.
        Assert.Equal(528 - 30, found.Missing);
        ScoredReading[] enough = [.. Enumerable.Range(0, 528).Select(static i => new ScoredReading(0.999, true, $"{i}"))];
        Assert.Equal(0.5, ThresholdGuarantee.Find(enough, risk: 0.01).Threshold);
        Assert.Null(ThresholdGuarantee.Find(enough[..527], risk: 0.01).Threshold);
    }

    [Fact]
    public void Without_a_reading_that_any_limit_accepts_nobody_knows_how_many_are_missing()
    {
        Assert.Null(ThresholdGuarantee.Find([new ScoredReading(0.1, false, "a")], 0.05).Missing);
        Assert.Null(ThresholdGuarantee.Find([], 0.05).Threshold);
    }

    [Fact]
    public void More_than_ten_candidates_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ThresholdGuarantee.Find([], 0.05, candidates: [.. Enumerable.Range(1, 11).Select(static i => i / 12.0)])
        );

    /// <summary>True risk above a limit of the simulated perfect model, from a large draw.</summary>
    private static double TrueRisk(double limit) => Large.Where(one => one >= limit).Average(static one => 1 - one);

    private static readonly double[] Large = [.. Simulated.Perfect(40_000, 12345).Select(static one => one.Probability)];
}
