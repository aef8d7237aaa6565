namespace EdgeVL.Qwen3VL.Constraints.Automata;

/// <summary>JSON strings of any text within a length: well-formed UTF-8 with only the escapes that are needed.</summary>
internal static class TextFragment
{
    /// <summary>The state from which such a string, quotes included, can be written.</summary>
    /// <param name="builder">Receives the states.</param>
    /// <param name="bound">Fewest and most code points.</param>
    /// <param name="next">State behind the string; settled.</param>
    public static int Build(AutomatonBuilder builder, StringBound bound, int next)
    {
        int index = builder.OpenString(bound);
        long ended = 1 + builder.DistanceOf(next);
        int body = builder.Reserve();
        int Continue(int target, int bytes, params ReadOnlySpan<(int First, int Last)> ranges)
        {
            var edges = new List<Edge>();
            foreach ((int first, int last) in ranges)
            {
                edges.Add(Edge.Range(first, last, target));
            }

            return builder.Add(StateTraits.None, ended + bytes, edges);
        }

        int one = Continue(body, 1, (0x80, 0xBF));
        int two = Continue(one, 2, (0x80, 0xBF));
        int three = Continue(two, 3, (0x80, 0xBF));
        int escaped = Continue(body, 1, ('"', '"'), ('\\', '\\'), ('b', 'b'), ('f', 'f'), ('n', 'n'), ('r', 'r'), ('t', 't'));
        Edge Lead(int first, int last, int target) => Edge.Range(first, last, target, EdgeAction.Count, index);
        builder.Define(
            body,
            StateTraits.FreeText,
            ended,
            [
                Edge.On('"', next, EdgeAction.EndString, index),
                Lead('\\', '\\', escaped),
                Lead(0x20, 0x21, body),
                Lead(0x23, 0x5B, body),
                Lead(0x5D, 0x7F, body),
                Lead(0xC2, 0xDF, one),
                Lead(0xE0, 0xE0, Continue(one, 2, (0xA0, 0xBF))),
                Lead(0xE1, 0xEC, two),
                Lead(0xED, 0xED, Continue(one, 2, (0x80, 0x9F))), // no surrogates
                Lead(0xEE, 0xEF, two),
                Lead(0xF0, 0xF0, Continue(two, 3, (0x90, 0xBF))),
                Lead(0xF1, 0xF3, three),
                Lead(0xF4, 0xF4, Continue(two, 3, (0x80, 0x8F))),
            ]
        );
        builder.CloseString();
        return builder.Add(StateTraits.None, 1 + ended + bound.Least, [Edge.On('"', body)]);
    }
}
