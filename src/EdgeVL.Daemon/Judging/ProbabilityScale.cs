using System.Text.Json;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Inspection;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Trust;
using EdgeVL.Qwen3VL.Generation;

namespace EdgeVL.Daemon.Judging;

/// <summary>Measured probabilities of an answer's values: the model's own, calibrated where a calibration was fitted.</summary>
/// <param name="calibration">The model's calibration; null for none.</param>
/// <param name="kind">The task.</param>
internal sealed class ProbabilityScale(CalibrationFile? calibration, TaskKind kind)
{
    private readonly string task = TaskNames.Of(kind);

    /// <summary>The values of a constrained answer by their JSON pointers, containers left out.</summary>
    public IReadOnlyDictionary<string, FieldReading> Measure(Answer answer)
    {
        var measured = new Dictionary<string, FieldReading>();
        foreach (EdgeVL.Qwen3VL.Constraints.FieldReading value in answer.Values)
        {
            if (value.Kind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                FieldReading field = FormAnswer.ToField(value);
                measured[value.Pointer] = field with { Probability = Apply(field.Probability!.Value, value.Kind) };
            }
        }

        return measured;
    }

    private double Apply(double probability, JsonValueKind value) =>
        calibration?.Find(task, ReadingTypes.Of(value))?.Apply(probability) ?? probability;
}
