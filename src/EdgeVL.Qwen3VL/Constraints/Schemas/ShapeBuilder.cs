using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Turns shapes into states, back to front.</summary>
internal sealed class ShapeBuilder
{
    private readonly AutomatonBuilder builder = new();

    /// <summary>JSON pointer of the shape that is being built, for faults.</summary>
    public string Place { get; private set; } = "";

    /// <summary>The automaton of all answers of a shape.</summary>
    /// <exception cref="UnsupportedConstraintException">Part of it is too large, or its forms cannot be told apart.</exception>
    public ByteAutomaton Build(Shape shape)
    {
        int end = builder.Add(StateTraits.Accepting | StateTraits.Seam, 0, []);
        return builder.Build(BuildValue(shape, end));
    }

    private int BuildValue(Shape shape, int next)
    {
        Place = shape.Pointer;
        int start = shape switch
        {
            Shape.Literals literals => BuildLiterals(literals, next),
            Shape.Text text => BuildText(text, next),
            Shape.Number number => NumberFragment.Build(builder, number.Low, number.High, number.Fraction, next),
            Shape.Array array => BuildArray(array, next),
            Shape.Object properties => new ObjectFragment(builder, BuildValue).Build(properties, next),
            Shape.Either either => BuildEither(either, next),
            _ => throw new ArgumentException("An unknown shape.", nameof(shape)),
        };
        builder.MarkSeam(start);
        return start;
    }

    private int BuildLiterals(Shape.Literals literals, int next)
    {
        byte[][] texts = [.. literals.Values.Select(CompactJson.Write)];
        return new LiteralTrie(builder, texts, [.. texts.Select(_ => next)]).Build([.. Enumerable.Range(0, texts.Length)]);
    }

    private int BuildText(Shape.Text text, int next)
    {
        if (text.Pattern is null)
        {
            return TextFragment.Build(builder, new StringBound(text.Least, text.Most), next);
        }

        (int least, int? most) = text.Pattern.Lengths();
        bool fits = text.Least <= least && most <= text.Most;
        return PatternFragment.BuildString(builder, text.Pattern, fits ? null : new StringBound(text.Least, text.Most), next);
    }

    private int BuildEither(Shape.Either either, int next)
    {
        int[] starts = [.. either.Forms.Select(form => BuildValue(form, next))];
        Place = either.Pointer;
        return new Union(builder).Build(starts);
    }

    private int BuildArray(Shape.Array array, int next)
    {
        if (array.Item is null)
        {
            return new LiteralTrie(builder, ["[]"u8.ToArray()], [next]).Build([0]);
        }

        int index = builder.OpenArray(array.Least, array.Most);
        ArrayBound bound = builder.ArrayBound(index);
        int after = builder.Reserve();
        int again = builder.Reserve();
        long ended = 1 + builder.DistanceOf(next);
        Edge[] onward = array.Most > 1 ? [Edge.On(',', again, EdgeAction.Comma, index)] : [];
        builder.Define(after, StateTraits.Seam, ended, [.. onward, Edge.On(']', next, EdgeAction.EndArray, index)]);

        int item = BuildValue(array.Item, after);
        builder.Define(again, builder.TraitsOf(item), builder.DistanceOf(item), builder.EdgesOf(item));
        bound.ItemLength = builder.DistanceOf(item) - ended;
        int first = array.Least > 0 ? item : builder.Add(StateTraits.Seam, ended, [.. builder.EdgesOf(item), Edge.On(']', next)]);
        builder.CloseArray();

        Place = array.Pointer;
        return builder.Add(StateTraits.None, 1 + builder.DistanceOf(first) + bound.MissingLength(0), [Edge.On('[', first)]);
    }
}
