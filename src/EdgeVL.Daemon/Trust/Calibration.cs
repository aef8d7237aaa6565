using System.Text.Json.Serialization;

namespace EdgeVL.Daemon.Trust;

/// <summary>Turns the model's probability of a reading into how often such readings are right. It never changes their order.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "method")]
[JsonDerivedType(typeof(TemperatureCalibration), "temperature")]
[JsonDerivedType(typeof(PlattCalibration), "platt")]
[JsonDerivedType(typeof(BetaCalibration), "beta")]
[JsonDerivedType(typeof(IsotonicCalibration), "pav_smoothed")]
public abstract record Calibration
{
    /// <summary>Most that is ever claimed. Default 1.</summary>
    public double Cap { get; init; } = 1;

    /// <summary>The calibrated probability, 0 to 1; of no number, 0.</summary>
    /// <param name="probability">The model's, 0 to 1.</param>
    public double Apply(double probability) => double.IsNaN(probability) ? 0 : Math.Clamp(Map(LogOdds.Inside(probability)), 0, Cap);

    private protected abstract double Map(double probability);
}

/// <summary>σ(a s), s the log odds.</summary>
/// <param name="A">a, positive; below 1 for a model that is too sure.</param>
public sealed record TemperatureCalibration(double A) : Calibration
{
    private protected override double Map(double probability) => LogOdds.Probability(A * LogOdds.Of(probability));
}

/// <summary>σ(a s + b), s the log odds (Platt 1999).</summary>
/// <param name="A">a, not negative.</param>
/// <param name="B">b.</param>
public sealed record PlattCalibration(double A, double B) : Calibration
{
    private protected override double Map(double probability) => LogOdds.Probability((A * LogOdds.Of(probability)) + B);
}

/// <summary>σ(a ln p - b ln(1 - p) + c) (Kull 2017).</summary>
/// <param name="A">a, not negative.</param>
/// <param name="B">b, not negative.</param>
/// <param name="C">c.</param>
public sealed record BetaCalibration(double A, double B, double C) : Calibration
{
    private protected override double Map(double probability) =>
        LogOdds.Probability((A * Math.Log(probability)) - (B * Math.Log(1 - probability)) + C);
}

/// <summary>Straight lines between points that never fall: isotonic regression, smoothed.</summary>
/// <param name="Scores">Log odds of the points, rising.</param>
/// <param name="Values">Their probabilities, rising.</param>
public sealed record IsotonicCalibration(IReadOnlyList<double> Scores, IReadOnlyList<double> Values) : Calibration
{
    private protected override double Map(double probability)
    {
        double score = LogOdds.Of(probability);
        int next = 0;
        while (next < Scores.Count && Scores[next] < score)
        {
            next++;
        }

        if (next == 0 || next == Scores.Count)
        {
            return Values[Math.Min(next, Scores.Count - 1)];
        }

        double share = (score - Scores[next - 1]) / (Scores[next] - Scores[next - 1]);
        return Values[next - 1] + (share * (Values[next] - Values[next - 1]));
    }
}
