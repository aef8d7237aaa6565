namespace EdgeVL.Daemon.Rules.Expressions;

/// <summary>Why an expression was refused.</summary>
/// <param name="Line">Line in the expression, from 1.</param>
/// <param name="Column">Column in that line, from 1, in UTF-16 units.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ExpressionFault(int Line, int Column, string Message, string Remedy);

/// <summary>What became of a text: an expression, or the fault in it.</summary>
public sealed record ExpressionParse(RuleExpression? Expression, ExpressionFault? Fault);

/// <summary>Ends the check of an expression at its first fault.</summary>
internal sealed class ExpressionRefusedException(ExpressionFault fault) : Exception(fault.Message)
{
    public ExpressionFault Fault { get; } = fault;
}
