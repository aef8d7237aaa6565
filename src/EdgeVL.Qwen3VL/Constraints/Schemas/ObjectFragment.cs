using EdgeVL.Qwen3VL.Constraints.Automata;

namespace EdgeVL.Qwen3VL.Constraints.Schemas;

/// <summary>Objects whose properties come in one order, the optional ones or not: a state is the next property and whether a comma is due.</summary>
/// <param name="builder">Receives the states.</param>
/// <param name="buildValue">Builds a value in front of a state.</param>
internal sealed class ObjectFragment(AutomatonBuilder builder, Func<Shape, int, int> buildValue)
{
    /// <summary>The state from which the object can be written.</summary>
    public int Build(Shape.Object shape, int next)
    {
        int count = shape.Properties.Count;
        var values = new int[count];
        var keys = new LiteralTrie(
            builder,
            [.. shape.Properties.Select(static property => (byte[])[.. CompactJson.WriteString(property.Name), (byte)':'])],
            values
        );
        for (int i = count; i > 0; i--)
        {
            int after = After(shape, i, keys, next);
            values[i - 1] = buildValue(shape.Properties[i - 1].Value, after);
        }

        int first = FirstKey(shape, keys, next);
        return builder.Add(StateTraits.None, 1 + builder.DistanceOf(first), [Edge.On('{', first)]);
    }

    // Behind a value, when properties from i on are left.
    private int After(Shape.Object shape, int i, LiteralTrie keys, int next)
    {
        var edges = new List<Edge>();
        long distance = long.MaxValue;
        if (i < shape.Properties.Count)
        {
            int key = keys.Build(Candidates(shape, i));
            builder.MarkSeam(key);
            edges.Add(Edge.On(',', key));
            distance = 1 + builder.DistanceOf(key);
        }

        if (MayEnd(shape, i))
        {
            edges.Add(Edge.On('}', next));
            distance = Math.Min(distance, 1 + builder.DistanceOf(next));
        }

        return builder.Add(StateTraits.Seam, distance, edges);
    }

    private int FirstKey(Shape.Object shape, LiteralTrie keys, int next)
    {
        var edges = new List<Edge>();
        long distance = long.MaxValue;
        if (shape.Properties.Count > 0)
        {
            int key = keys.Build(Candidates(shape, 0));
            edges.AddRange(builder.EdgesOf(key));
            distance = builder.DistanceOf(key);
        }

        if (MayEnd(shape, 0))
        {
            edges.Add(Edge.On('}', next));
            distance = Math.Min(distance, 1 + builder.DistanceOf(next));
        }

        return builder.Add(StateTraits.Seam, distance, edges);
    }

    // Properties may be left out up to the next required one.
    private static int[] Candidates(Shape.Object shape, int from)
    {
        int required = from;
        while (required < shape.Properties.Count - 1 && !shape.Properties[required].IsRequired)
        {
            required++;
        }

        return [.. Enumerable.Range(from, required - from + 1)];
    }

    private static bool MayEnd(Shape.Object shape, int from) => !shape.Properties.Skip(from).Any(static property => property.IsRequired);
}
