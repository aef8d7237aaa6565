using System.Globalization;
using EdgeVL.Daemon.Yaml;
using NCalc;
using NCalc.Visitors;

namespace EdgeVL.Daemon.Rules.Expressions;

/// <summary>Checks the types of a tree before it is ever computed: the evaluator would convert in silence, or throw at the first frame.</summary>
internal sealed class ExpressionTypes(ExpressionNames names, LeafPlaces places) : ILogicalExpressionVisitor<TypedPart>
{
    /// <summary>How a fault calls a part that is more than a name or a constant.</summary>
    private const string Outcome = "what stands there";

    private readonly Dictionary<string, RuleType> used = [];

    /// <summary>The names that the tree uses, with their types.</summary>
    public IReadOnlyDictionary<string, RuleType> Used => used;

    public TypedPart Visit(Identifier identifier)
    {
        (int line, int column) = places.Next();
        if (names.TypeOf(identifier.Name) is not { } type)
        {
            throw Refuse(line, column, $"there is no '{identifier.Name}'", NearMiss.Remedy(identifier.Name, names.All));
        }

        used[identifier.Name] = type;
        return new TypedPart(type, $"'{identifier.Name}'", line, column);
    }

    public TypedPart Visit(ValueExpression expression)
    {
        (int line, int column) = places.Next();
        string shown = Convert.ToString(expression.Value, CultureInfo.InvariantCulture) ?? "";
        return expression.Value switch
        {
            bool => new TypedPart(RuleType.Boolean, shown, line, column),
            string => new TypedPart(RuleType.Text, $"\"{shown}\"", line, column),
            double number when !double.IsFinite(number) => throw Refuse(line, column, "the number is too large", "Write a smaller one."),
            int or long or double or decimal => new TypedPart(RuleType.Number, shown, line, column),
            _ => throw Refuse(line, column, $"'{shown}' is neither a number nor a text", "Write texts between quotes."),
        };
    }

    public TypedPart Visit(UnaryExpression expression)
    {
        TypedPart part = expression.Expression.Accept(this);
        return expression.Type switch
        {
            UnaryExpressionType.Not => Require(part, RuleType.Boolean, "'not'", "Put what is to be negated in brackets."),
            UnaryExpressionType.Negate or UnaryExpressionType.Positive => Require(part, RuleType.Number, "a sign", "Take a number."),
            _ => throw Refuse(part, "this operator is not part of rules", "Use and, or, not, comparisons and + - * / %."),
        };
    }

    public TypedPart Visit(BinaryExpression expression)
    {
        TypedPart left = expression.LeftExpression.Accept(this);
        if (expression.Type is BinaryExpressionType.In or BinaryExpressionType.NotIn)
        {
            return InList(left, expression.RightExpression);
        }

        TypedPart right = expression.RightExpression.Accept(this);
        return expression.Type switch
        {
            BinaryExpressionType.And or BinaryExpressionType.Or => Both(left, right, RuleType.Boolean, "'and' and 'or'", RuleType.Boolean),
            BinaryExpressionType.Equal or BinaryExpressionType.NotEqual => Same(left, right),
            BinaryExpressionType.Lesser
            or BinaryExpressionType.LesserOrEqual
            or BinaryExpressionType.Greater
            or BinaryExpressionType.GreaterOrEqual => Ordered(left, right),
            BinaryExpressionType.Plus
            or BinaryExpressionType.Minus
            or BinaryExpressionType.Times
            or BinaryExpressionType.Div
            or BinaryExpressionType.Modulo => Both(left, right, RuleType.Number, "arithmetic", RuleType.Number),
            BinaryExpressionType.Like or BinaryExpressionType.NotLike => Both(left, right, RuleType.Text, "'like'", RuleType.Boolean),
            _ => throw Refuse(left, "this operator is not part of rules", "Use and, or, not, in, like, comparisons and + - * / %."),
        };
    }

    public TypedPart Visit(Function function)
    {
        (int line, int column) = places.Next();
        string name = function.Identifier.Name;
        if (RuleFunction.Of(name) is not { } known)
        {
            throw Refuse(line, column, $"there is no function '{name}'", NearMiss.Remedy(name, RuleFunction.Names));
        }

        if (function.Parameters.Count != known.Parameters.Count)
        {
            throw Refuse(
                line,
                column,
                $"'{name}' takes {known.Parameters.Count} values, not {function.Parameters.Count}",
                "Correct their number."
            );
        }

        for (int i = 0; i < function.Parameters.Count; i++)
        {
            Require(function.Parameters[i].Accept(this), known.Parameters[i], $"'{name}'", "Give it another value.");
        }

        return new TypedPart(RuleType.Number, $"{name}(…)", line, column);
    }

    public TypedPart Visit(TernaryExpression expression) =>
        throw Refuse(expression.LeftExpression.Accept(this), "'? :' is not part of rules", "Use and, or and not.");

    public TypedPart Visit(LogicalExpressionList list)
    {
        (int line, int column) = places.Next();
        throw Refuse(line, column, "a list stands only after 'in'", "Compare with one value.");
    }

    /// <summary>The whole must be true or false.</summary>
    public void Check(LogicalExpression tree) => Require(tree.Accept(this), RuleType.Boolean, "a rule", "Compare it with something.");

    private TypedPart InList(TypedPart left, LogicalExpression right)
    {
        if (right is not LogicalExpressionList list || list.Count == 0)
        {
            throw Refuse(left, "after 'in' stands no list", "Write in ('a', 'b').");
        }

        foreach (LogicalExpression one in list)
        {
            TypedPart part = one.Accept(this);
            if (one is not ValueExpression)
            {
                throw Refuse(part, "the list after 'in' holds more than constants", "Write in ('a', 'b').");
            }

            Same(left, part);
        }

        return left with
        {
            Type = RuleType.Boolean,
            Shown = Outcome,
        };
    }

    private static TypedPart Both(TypedPart left, TypedPart right, RuleType needed, string by, RuleType result)
    {
        Require(left, needed, by, "Compare it with something of its kind.");
        Require(right, needed, by, "Compare it with something of its kind.");
        return left with { Type = result, Shown = Outcome };
    }

    private static TypedPart Same(TypedPart left, TypedPart right) =>
        left.Type == right.Type
            ? left with
            {
                Type = RuleType.Boolean,
                Shown = Outcome,
            }
            : throw Refuse(right, $"{left.Shown} is {Name(left.Type)}, {right.Shown} is {Name(right.Type)}", "Compare like with like.");

    private static TypedPart Ordered(TypedPart left, TypedPart right)
    {
        TypedPart same = Same(left, right);
        return left.Type is RuleType.Number or RuleType.Date
            ? same
            : throw Refuse(left, $"{left.Shown} is {Name(left.Type)}, which has no order here", "Use == or !=, or a number.");
    }

    private static TypedPart Require(TypedPart part, RuleType needed, string by, string remedy) =>
        part.Type == needed ? part : throw Refuse(part, $"{by} needs {Name(needed)}, {part.Shown} is {Name(part.Type)}", remedy);

    private static string Name(RuleType type) =>
        type switch
        {
            RuleType.Text => "a text",
            RuleType.Number => "a number",
            RuleType.Date => "a day",
            _ => "true or false",
        };

    private static ExpressionRefusedException Refuse(TypedPart part, string message, string remedy) =>
        Refuse(part.Line, part.Column, message, remedy);

    private static ExpressionRefusedException Refuse(int line, int column, string message, string remedy) =>
        new(new ExpressionFault(line, column, message, remedy));
}

/// <summary>A part of an expression: its type, how a fault calls it, and where it begins.</summary>
internal readonly record struct TypedPart(RuleType Type, string Shown, int Line, int Column);
