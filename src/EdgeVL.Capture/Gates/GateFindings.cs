using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;

namespace EdgeVL.Capture.Gates;

/// <summary>Collects the broken limits of one picture; a picture that passes allocates nothing.</summary>
internal ref struct GateFindings
{
    private List<Reason>? refusals,
        warnings;
    private double margin = double.PositiveInfinity;

    public GateFindings() { }

    /// <summary>A value that must not be below its limit.</summary>
    public bool AtLeast(string code, double value, double limit)
    {
        bool good = Holds(value, limit);
        if (!good)
        {
            Refuse(code, value, limit);
        }

        return good;
    }

    /// <summary>A value that must not be above its limit.</summary>
    public bool AtMost(string code, double value, double limit)
    {
        bool good = Holds(limit, value);
        if (!good)
        {
            Refuse(code, value, limit);
        }

        return good;
    }

    /// <summary>Takes the margin of a pair into account without a reason of its own; true where the lesser is not greater.</summary>
    public bool Holds(double greater, double lesser)
    {
        margin = Math.Min(margin, lesser <= 0 ? double.PositiveInfinity : greater / lesser);
        return greater >= lesser;
    }

    public void Refuse(string code, double value, double limit) => (refusals ??= []).Add(ReasonOf(code, value, limit));

    public void Warn(string code, double value, double limit) => (warnings ??= []).Add(ReasonOf(code, value, limit));

    public readonly GateJudgement Judgement => new(refusals ?? (IReadOnlyList<Reason>)[], warnings ?? (IReadOnlyList<Reason>)[], margin);

    private static Reason ReasonOf(string code, double value, double limit) =>
        new(code, Value: JsonValue.Create(Math.Round(value, 4)), Limit: JsonValue.Create(Math.Round(limit, 4)));
}
