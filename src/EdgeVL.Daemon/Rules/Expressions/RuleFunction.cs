using System.Globalization;
using NCalc.Handlers;

namespace EdgeVL.Daemon.Rules.Expressions;

/// <summary>The functions that expressions may use; all give a number.</summary>
internal sealed record RuleFunction(string Name, IReadOnlyList<RuleType> Parameters, ExpressionFunction Compute)
{
    private static readonly RuleFunction[] All =
    [
        new("abs", [RuleType.Number], static data => Math.Abs(Number(data, 0))),
        new("min", [RuleType.Number, RuleType.Number], static data => Math.Min(Number(data, 0), Number(data, 1))),
        new("max", [RuleType.Number, RuleType.Number], static data => Math.Max(Number(data, 0), Number(data, 1))),
        new("round", [RuleType.Number], static data => Math.Round(Number(data, 0), MidpointRounding.AwayFromZero)),
        new("length", [RuleType.Text], static data => (double)((string)data.Evaluate(0)!).EnumerateRunes().Count()),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(static function => function.Name)];

    /// <summary>The function of a name; null where there is none.</summary>
    public static RuleFunction? Of(string name) => Array.Find(All, function => function.Name == name);

    /// <summary>All of them in the evaluator's form.</summary>
    public static Dictionary<string, ExpressionFunction> ByName { get; } =
        All.ToDictionary(static function => function.Name, static function => function.Compute);

    private static double Number(FunctionData data, int index) => Convert.ToDouble(data.Evaluate(index), CultureInfo.InvariantCulture);
}
