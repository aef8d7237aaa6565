namespace EdgeVL.Qwen3VL.Constraints.Expressions;

/// <summary>Turns a search into a match of the whole text: what is not anchored at an end may have anything there.</summary>
internal static class Anchoring
{
    private static readonly Expression Anything = new Expression.Repeat(new Expression.Character(CodePointSet.All), 0, null);

    /// <summary>The expression of all texts in which <paramref name="expression"/> finds something.</summary>
    /// <exception cref="UnsupportedConstraintException">An anchor stands elsewhere than at an end of an alternative.</exception>
    public static Expression Search(Expression expression) => Resolve(expression, Anything);

    /// <summary>The expression of all texts that are a match from end to end; anchors at the ends say nothing new.</summary>
    /// <exception cref="UnsupportedConstraintException">As <see cref="Search"/>.</exception>
    public static Expression Whole(Expression expression) => Resolve(expression, new Expression.Sequence([]));

    private static Expression.Choice Resolve(Expression expression, Expression beside) =>
        new([.. Alternatives(expression).Select(parts => Resolve(parts, beside))]);

    private static Expression.Sequence Resolve(List<Expression> parts, Expression beside)
    {
        bool start = parts is [Expression.Anchor { IsStart: true }, ..];
        bool end = parts is [.., Expression.Anchor { IsStart: false }];
        List<Expression> inner = parts[(start ? 1 : 0)..(parts.Count - (end ? 1 : 0))];
        if (inner.Exists(HasAnchor))
        {
            throw new UnsupportedConstraintException("'^' and '$' are supported at the two ends of an alternative only");
        }

        return new Expression.Sequence([.. start ? [] : new[] { beside }, .. inner, .. end ? [] : new[] { beside }]);
    }

    // A group that is all of an alternative is no border: (^a|b$) is ^a or b$.
    private static IEnumerable<List<Expression>> Alternatives(Expression expression)
    {
        List<Expression> parts = Flatten(expression);
        return parts is [Expression.Choice choice] ? choice.Parts.SelectMany(Alternatives) : [parts];
    }

    private static List<Expression> Flatten(Expression expression) =>
        expression switch
        {
            Expression.Sequence sequence => [.. sequence.Parts.SelectMany(Flatten)],
            Expression.Choice { Parts: [Expression only] } => Flatten(only),
            _ => [expression],
        };

    private static bool HasAnchor(Expression expression) =>
        expression switch
        {
            Expression.Anchor => true,
            Expression.Sequence sequence => sequence.Parts.Any(HasAnchor),
            Expression.Choice choice => choice.Parts.Any(HasAnchor),
            Expression.Repeat repeat => HasAnchor(repeat.Part),
            _ => false,
        };
}
