using System.Globalization;
using System.Text.RegularExpressions;
using NCalc;
using NCalc.Exceptions;
using NCalc.Factories;
using NCalc.Handlers;

namespace EdgeVL.Daemon.Rules.Expressions;

/// <summary>A small condition over fields, the picture's readings and probability, such as <c>lot != expected and probability > 0.9</c>.</summary>
/// <remarks>Texts are compared character by character, numbers as double. Its names and types were checked when it was parsed, so that
/// computing it fails only on a division by zero. Nothing outside NCalc's parser and this folder knows NCalc.</remarks>
public sealed partial class RuleExpression
{
    /// <summary>Longest text: a rule is small, and depth is bounded with it.</summary>
    private const int Longest = 1000;

    private static readonly ExpressionConfiguration Configuration = ExpressionConfiguration.FromOptions(
        ExpressionOptions.OrdinalStringComparer | ExpressionOptions.NoCache
    );

    private readonly LogicalExpression tree;

    private RuleExpression(string text, LogicalExpression tree, IReadOnlyDictionary<string, RuleType> names) =>
        (Text, this.tree, Names) = (text, tree, names);

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>The names that it uses, with their types.</summary>
    public IReadOnlyDictionary<string, RuleType> Names { get; }

    /// <summary>Parses a text and checks names and types.</summary>
    public static ExpressionParse Parse(string text, ExpressionNames names)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        try
        {
            LogicalExpression tree = TreeOf(text);
            var types = new ExpressionTypes(names, new LeafPlaces(text));
            types.Check(tree);
            return new ExpressionParse(new RuleExpression(text, tree, types.Used), null);
        }
        catch (ExpressionRefusedException refused)
        {
            return new ExpressionParse(null, refused.Fault);
        }
    }

    /// <summary>Computes it.</summary>
    /// <param name="values">A string, double, bool or <see cref="DateTime"/> for every name.</param>
    /// <exception cref="DivideByZeroException">Something is divided by zero.</exception>
    internal bool Evaluate(IReadOnlyDictionary<string, object> values)
    {
        var context = new ExpressionContext { Functions = RuleFunction.ByName, EvaluateBinaryHandler = RefuseDivisionByZero };
        foreach (string name in Names.Keys)
        {
            context.Parameters[name] = values[name];
        }

        return (bool)new Expression(tree, Configuration, context, CultureInfo.InvariantCulture, evaluationVisitorFactory: null).Evaluate()!;
    }

    private static LogicalExpression TreeOf(string text)
    {
        if (text.Length > Longest)
        {
            throw new ExpressionRefusedException(
                new ExpressionFault(1, 1, $"the expression has {text.Length} characters", $"Write at most {Longest}, or several rules.")
            );
        }

        try
        {
            return LogicalExpressionFactory.Create(text, Configuration.Parsing, CultureInfo.InvariantCulture, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NCalcException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new ExpressionRefusedException(FaultOf(text, exception));
        }
    }

    /// <summary>The parser tells places in its messages only: <c>… at position (line:column)</c>.</summary>
    private static ExpressionFault FaultOf(string text, Exception exception)
    {
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            if (Position().Match(one.Message) is { Success: true } match)
            {
                int line = int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture),
                    column = int.Parse(match.Groups["column"].ValueSpan, CultureInfo.InvariantCulture);
                bool open = one.Message.StartsWith("Paren", StringComparison.Ordinal);
                return new ExpressionFault(line, column, open ? "a bracket is not closed" : "it cannot be read from here on", Remedy);
            }
        }

        return new ExpressionFault(1, 1, string.IsNullOrWhiteSpace(text) ? "it is empty" : "it cannot be read", Remedy);
    }

    private const string Remedy = "Write such as lot != expected and probability > 0.9, texts between quotes.";

    private static void RefuseDivisionByZero(BinaryEventArgs part)
    {
        if (
            part.BinaryExpression.Type is BinaryExpressionType.Div or BinaryExpressionType.Modulo
            && Convert.ToDouble(part.RightValue(), CultureInfo.InvariantCulture) == 0
        )
        {
            throw new DivideByZeroException();
        }
    }

    [GeneratedRegex(@"position \((?<line>[0-9]+):(?<column>[0-9]+)\)")]
    private static partial Regex Position();
}
