using System.Text.Json.Nodes;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Rules;
using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Judging;

/// <summary>Texts and objects of an answer: those that may be believed, and a reason for each that is withheld.</summary>
internal sealed class Listed
{
    private Listed(IReadOnlyList<TextReading> texts, IReadOnlyList<ObjectReading> objects, IReadOnlyList<Finding> withheld) =>
        (Texts, Objects, Withheld) = (texts, objects, withheld);

    /// <summary>Texts that are sure enough.</summary>
    public IReadOnlyList<TextReading> Texts { get; }

    /// <summary>Objects that are sure enough.</summary>
    public IReadOnlyList<ObjectReading> Objects { get; }

    /// <summary>A remark for each that is not.</summary>
    public IReadOnlyList<Finding> Withheld { get; }

    /// <summary>The least probability of what is listed; null for nothing, or where it was not measured.</summary>
    public double? Least => Texts.Select(static text => text.Probability).Concat(Objects.Select(static one => one.Probability)).Min();

    /// <summary>Parts an answer.</summary>
    /// <param name="least">Least probability; null where it is not judged.</param>
    /// <param name="silent">Whether what is withheld needs no remark: the recipe's fields are the output.</param>
    public static Listed Of(TaskAnswer answer, double? least, bool silent)
    {
        if (least is not { } limit)
        {
            return new Listed(answer.Texts, answer.Objects, []);
        }

        Finding[] withheld = silent
            ? []
            :
            [
                .. answer.Texts.Where(text => !(text.Probability >= limit)).Select(text => Remark(text.Text, text.Probability, limit)),
                .. answer.Objects.Where(one => !(one.Probability >= limit)).Select(one => Remark(one.Label, one.Probability, limit)),
            ];
        return new Listed(
            [.. answer.Texts.Where(text => text.Probability >= limit)],
            [.. answer.Objects.Where(one => one.Probability >= limit)],
            withheld
        );
    }

    private static Finding Remark(string what, double? probability, double limit) =>
        new(
            new Reason(
                RuleCode.LowProbability,
                Value: new JsonObject { ["text"] = what, ["probability"] = probability is { } known ? Math.Round(known, 4) : null },
                Limit: JsonValue.Create(limit)
            ),
            Verdict.Accept
        );
}
