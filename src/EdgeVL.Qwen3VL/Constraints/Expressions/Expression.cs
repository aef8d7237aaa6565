namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>A regular expression as a tree; groups have left no trace.</summary>
internal abstract record Expression
{
    private Expression() { }

    /// <summary>One code point out of a set.</summary>
    public sealed record Character(CodePointSet Set) : Expression;

    /// <summary>All parts, one after the other; the empty text where there are none.</summary>
    public sealed record Sequence(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>One of the parts.</summary>
    public sealed record Choice(IReadOnlyList<Expression> Parts) : Expression;

    /// <summary>A part, repeated; <paramref name="Most"/> is null where there is no end.</summary>
    public sealed record Repeat(Expression Part, int Least, int? Most) : Expression;

    /// <summary><c>^</c> or <c>$</c>.</summary>
    public sealed record Anchor(bool IsStart) : Expression;
}
