using EdgeVL.Contracts.Faults;
using EdgeVL.Daemon.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeVL.Daemon.Tests.Trust;

public sealed class CalibrationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Methods => ["temperature", "platt", "beta", "pav"];

    private static readonly Arbitrary<ScoredReading[]> Readings = (
        from pairs in (
            from probability in Gen.OneOf(Gen.Choose(0, 1000).Select(static i => i / 1000.0), Gen.Elements(0, 1, 1e-300, 1 - 1e-16, 0.5))
            from right in Gen.Elements(true, false)
            select (probability, right)
        ).ListOf()
        where pairs.Count > 0
        select pairs.Select(static (pair, i) => new ScoredReading(pair.probability, pair.right, $"{i}")).ToArray()
    ).ToArbitrary();

    [Theory]
    [MemberData(nameof(Methods))]
    public void Whatever_it_was_fitted_to_it_rises_and_stays_between_0_and_1(string method) =>
        Prop.ForAll(
                Readings,
                readings =>
                {
                    Calibration calibration = Fit(method, readings);
                    double[] mapped = [.. Enumerable.Range(0, 201).Select(i => calibration.Apply(i / 200.0))];
                    return mapped.All(static value => value is >= 0 and <= 1)
                        && mapped.Zip(mapped.Skip(1)).All(static pair => pair.Second >= pair.First - 1e-12);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Theory]
    [InlineData("temperature", 0.055)]
    [InlineData("platt", 0.035)]
    [InlineData("beta", 0.035)]
    [InlineData("pav", 0.04)]
    public void A_model_that_is_too_sure_is_brought_near_the_truth(string method, double most)
    {
        ScoredReading[] unseen = Simulated.TooSure(3000, seed: 99);
        double raw = Distance(unseen, static claimed => claimed);
        double[] distances = [.. Enumerable.Range(1, 10).Select(seed => Distance(unseen, Fit(method, Simulated.TooSure(500, seed)).Apply))];
        output.WriteLine($"{method}: {distances.Average():F4}, at worst {distances.Max():F4}; raw {raw:F4}");
        Assert.InRange(distances.Average(), 0, most);
        Assert.True(distances.Max() < raw, $"{distances.Max()} {raw}");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(3000)]
    public void Fitting_makes_the_calibration_error_of_unseen_readings_smaller(int count)
    {
        ScoredReading[] unseen = Simulated.TooSure(4000, seed: 7);
        Calibration calibration = CalibrationFit.Fit(Simulated.TooSure(count, seed: 3));
        double before = CalibrationError.Of(unseen).Raw,
            after = CalibrationError.Of(Calibrated(unseen, calibration)).Raw;
        output.WriteLine($"{count}, {calibration.GetType().Name}: {before:F4} to {after:F4}");
        Assert.True(after < 0.6 * before, $"{before} {after}");
    }

    [Fact]
    public void The_method_goes_by_the_number_of_readings()
    {
        Assert.IsType<PlattCalibration>(CalibrationFit.Fit(Simulated.TooSure(199, 1)));
        Assert.IsType<BetaCalibration>(CalibrationFit.Fit(Simulated.TooSure(200, 1)));
        Assert.IsType<BetaCalibration>(CalibrationFit.Fit(Simulated.TooSure(1000, 1)));
        Assert.IsType<IsotonicCalibration>(CalibrationFit.Fit(Simulated.TooSure(1001, 1)));
        Assert.Equal(FaultCode.UsageInvalid, Assert.Throws<FaultException>(() => CalibrationFit.Fit(Simulated.TooSure(19, 1))).Code);
    }

    [Theory]
    [InlineData("platt")]
    [InlineData("beta")]
    [InlineData("temperature")]
    public void Curves_claim_no_more_at_the_top_than_the_surest_fifth_shows(string method)
    {
        ScoredReading[] readings = Simulated.TooSure(500, seed: 2);
        ScoredReading[] top = [.. readings.OrderByDescending(static one => one.Probability).Take(100)];
        Assert.Equal((top.Count(static one => one.IsRight) + 1) / 102.0, Fit(method, readings).Apply(1), 12);
    }

    [Fact]
    public void Isotonic_regression_claims_no_certainty_and_keeps_the_order_within_its_points()
    {
        ScoredReading[] readings = Simulated.TooSure(1500, seed: 2);
        IsotonicCalibration calibration = CalibrationFit.Isotonic(readings);
        Assert.InRange(calibration.Apply(1), 0.9, 1 - (1.0 / 1502));
        Assert.InRange(calibration.Apply(0), 1.0 / 1502, 0.3);
        Assert.All(calibration.Values.Zip(calibration.Values.Skip(1)), static pair => Assert.True(pair.First < pair.Second));
        Assert.All(calibration.Scores.Zip(calibration.Scores.Skip(1)), static pair => Assert.True(pair.First < pair.Second));
        double low = Simulated.Logistic(calibration.Scores[0]),
            high = Simulated.Logistic(calibration.Scores[^1]);
        Assert.True(calibration.Apply(low + ((high - low) * 0.5)) < calibration.Apply(low + ((high - low) * 0.51)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Readings_that_are_all_right_or_all_wrong_give_no_certainty(string method)
    {
        foreach (bool right in (bool[])[true, false])
        {
            ScoredReading[] readings = [.. Simulated.Perfect(150, 1).Select(one => one with { IsRight = right })];
            double top = Fit(method, readings).Apply(0.999);
            Assert.InRange(top, 0, 0.995);
            Assert.True(right ? top > 0.9 : top < 0.2, $"{top}");
        }
    }

    [Fact]
    public void A_model_whose_sureness_means_nothing_gets_its_mean()
    {
        var random = new Random(4);
        ScoredReading[] readings =
        [
            .. Simulated.Perfect(150, 1).Select(one => one with { IsRight = random.NextDouble() < 1 - one.Probability }),
        ];
        PlattCalibration calibration = CalibrationFit.Platt(readings);
        Assert.Equal(0, calibration.A);
        Assert.Equal(calibration.Apply(0.1), calibration.Apply(0.99));
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(-1, 0)]
    [InlineData(2, 1)]
    public void What_is_no_probability_is_no_trust(double value, double expected) =>
        Assert.Equal(expected, new TemperatureCalibration(1).Apply(value), 6);

    [Fact]
    public void Few_errors_leave_the_probability_alone_and_many_signs_rank_better()
    {
        var random = new Random(5);
        string[] signs = ["log_probability", "sharpness", "noise"];
        (double[][] rows, bool[] right) = Draw(random, 600);
        Assert.Null(LogisticModel.Fit(signs, rows, [.. right.Select(static (one, i) => one || i > 30)]));
        LogisticModel model = LogisticModel.Fit(signs, rows, right)!;
        Assert.Equal(3, model.Names.Count);
        (double[][] unseen, bool[] truth) = Draw(random, 2000);
        double alone = Ranking.AreaUnderRoc([.. unseen.Select((row, i) => new ScoredReading(Math.Exp(row[0]), truth[i], $"{i}"))])!.Value,
            together =
                Ranking.AreaUnderRoc([.. unseen.Select((row, i) => new ScoredReading(model.Probability(row), truth[i], $"{i}"))])!.Value;
        Assert.True(together > alone + 0.05, $"{alone} {together}");
    }

    private static (double[][] Rows, bool[] Right) Draw(Random random, int count)
    {
        double[][] rows =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new[] { -Math.Abs(Simulated.Normal(random)), Simulated.Normal(random), Simulated.Normal(random) }),
        ];
        return (rows, [.. rows.Select(row => random.NextDouble() < Simulated.Logistic(2 + (1.5 * row[0]) + (1.5 * row[1])))]);
    }

    private static double Distance(ScoredReading[] readings, Func<double, double> map) =>
        readings.Average(one => Math.Abs(map(one.Probability) - Simulated.Truth(one.Probability)));

    private static ScoredReading[] Calibrated(ScoredReading[] readings, Calibration calibration) =>
        [.. readings.Select(one => one with { Probability = calibration.Apply(one.Probability) })];

    private static Calibration Fit(string method, IReadOnlyList<ScoredReading> readings) =>
        method switch
        {
            "temperature" => CalibrationFit.Temperature(readings),
            "platt" => CalibrationFit.Platt(readings),
            "beta" => CalibrationFit.Beta(readings),
            _ => CalibrationFit.Isotonic(readings),
        };
}
