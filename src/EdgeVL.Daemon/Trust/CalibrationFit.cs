using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Trust;

/// <summary>Fits a calibration to labelled readings.</summary>
public static class CalibrationFit
{
    /// <summary>With fewer readings nothing is fitted.</summary>
    public const int Fewest = 20;

    private const int PlattBelow = 200,
        BetaUpTo = 1000;

    /// <summary>Fits by the method that suits the number of readings: Platt below 200, beta to 1,000, smoothed isotonic above.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.UsageInvalid"/>: there are fewer than 20 readings.</exception>
    public static Calibration Fit(IReadOnlyList<ScoredReading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        return readings.Count switch
        {
            < Fewest => throw new FaultException(
                FaultCode.UsageInvalid,
                $"{readings.Count} labelled readings are too few to calibrate.",
                $"Label at least {Fewest}; 1,000 are needed to show an expected calibration error of 0.05."
            ),
            < PlattBelow => Platt(readings),
            <= BetaUpTo => Beta(readings),
            _ => Isotonic(readings),
        };
    }

    /// <summary>One parameter: the model is too sure, or not sure enough, everywhere alike.</summary>
    public static TemperatureCalibration Temperature(IReadOnlyList<ScoredReading> readings)
    {
        const double lowest = -4,
            highest = 3;
        double[] odds = [.. readings.Select(static reading => LogOdds.Of(reading.Probability))];
        double Loss(double logarithm)
        {
            double a = Math.Exp(logarithm);
            return odds.Zip(readings, (one, reading) => LogOdds.Loss(a * one, reading.IsRight ? 1 : 0)).Sum();
        }

        return new TemperatureCalibration(Math.Exp(GoldenSection(Loss, lowest, highest))) { Cap = TopCap(readings) };
    }

    /// <summary>Two parameters, with targets that leave room for what was not seen.</summary>
    public static PlattCalibration Platt(IReadOnlyList<ScoredReading> readings)
    {
        double right = readings.Count(static reading => reading.IsRight),
            wrong = readings.Count - right;
        double[] targets = [.. readings.Select(reading => reading.IsRight ? (right + 1) / (right + 2) : 1 / (wrong + 2))];
        double[] fit = LogisticRegression.Fit(
            [.. readings.Select(static reading => new[] { LogOdds.Of(reading.Probability) })],
            targets,
            ridge: 0
        );
        return fit[0] >= 0
            ? new PlattCalibration(fit[0], fit[1]) { Cap = TopCap(readings) }
            : new PlattCalibration(0, Constant(targets)) { Cap = TopCap(readings) };
    }

    /// <summary>Three parameters: both ends are bent on their own.</summary>
    public static BetaCalibration Beta(IReadOnlyList<ScoredReading> readings)
    {
        double[] targets = [.. readings.Select(static reading => reading.IsRight ? 1.0 : 0.0)];
        double[][] rows = [.. readings.Select(static reading => Ends(reading.Probability))];
        (double a, double b, double c) = Unpack(LogisticRegression.Fit(rows, targets, BetaRidge));
        if (a < 0)
        {
            double[] rest = LogisticRegression.Fit([.. rows.Select(static row => new[] { row[1] })], targets, BetaRidge);
            (a, b, c) = (0, rest[0], rest[1]);
        }
        else if (b < 0)
        {
            double[] rest = LogisticRegression.Fit([.. rows.Select(static row => new[] { row[0] })], targets, BetaRidge);
            (a, b, c) = (rest[0], 0, rest[1]);
        }

        bool rises = a >= 0 && b >= 0;
        return (rises ? new BetaCalibration(a, b, c) : new BetaCalibration(0, 0, Constant(targets))) with { Cap = TopCap(readings) };
    }

    /// <summary>Isotonic regression, smoothed; it needs no cap, since its top is counted.</summary>
    public static IsotonicCalibration Isotonic(IReadOnlyList<ScoredReading> readings) => IsotonicFit.Fit(readings);

    // Keeps the weights finite where no reading is wrong.
    private const double BetaRidge = 1e-3;

    private static double[] Ends(double probability)
    {
        double inside = LogOdds.Inside(probability);
        return [Math.Log(inside), -Math.Log(1 - inside)];
    }

    private static (double A, double B, double C) Unpack(double[] fit) => (fit[0], fit[1], fit[2]);

    private static double Constant(double[] targets) => LogOdds.Of(targets.Average());

    /// <summary>(k + 1) / (n + 2) of the surest fifth: curves over-claim there by a point or two.</summary>
    private static double TopCap(IReadOnlyList<ScoredReading> readings)
    {
        const int parts = 5;
        ScoredReading[] top =
        [
            .. readings.OrderByDescending(static reading => reading.Probability).Take(Math.Max(1, readings.Count / parts)),
        ];
        return (top.Count(static reading => reading.IsRight) + 1.0) / (top.Length + 2.0);
    }

    private static double GoldenSection(Func<double, double> loss, double low, double high)
    {
        double ratio = (Math.Sqrt(5) - 1) / 2;
        double left = high - (ratio * (high - low)),
            right = low + (ratio * (high - low)),
            leftLoss = loss(left),
            rightLoss = loss(right);
        while (high - low > 1e-6)
        {
            if (leftLoss <= rightLoss)
            {
                (high, right, rightLoss) = (right, left, leftLoss);
                left = high - (ratio * (high - low));
                leftLoss = loss(left);
            }
            else
            {
                (low, left, leftLoss) = (left, right, rightLoss);
                right = low + (ratio * (high - low));
                rightLoss = loss(right);
            }
        }

        return (low + high) / 2;
    }
}
