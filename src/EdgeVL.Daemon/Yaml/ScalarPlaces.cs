namespace EdgeVL.Daemon.Yaml;

/// <summary>Finds where a character of a scalar stands in the file, over quotes, escapes, folded lines and indentation.</summary>
/// <remarks>White space is what folding changes, so only visible characters are counted off against each other.</remarks>
internal static class ScalarPlaces
{
    /// <summary>The place of a character of the value.</summary>
    /// <param name="start">Where the scalar begins.</param>
    /// <param name="source">The scalar as it stands in the file, with its quotes or its block's header.</param>
    /// <param name="text">Its value.</param>
    /// <param name="offset">UTF-16 units in front of the character; white space takes the next visible character's place.</param>
    public static TextPlace Of(TextPlace start, string source, string text, int offset)
    {
        if (source.Length == 0)
        {
            return start;
        }

        int visible = text.Take(offset).Count(static letter => !char.IsWhiteSpace(letter));
        List<int> places = VisibleIn(source);
        int at =
            visible < places.Count ? places[visible]
            : places.Count == 0 ? 0
            : places[^1] + 1;
        ReadOnlySpan<char> before = source.AsSpan(0, at);
        int lines = before.Count('\n');
        return start with { Line = start.Line + lines, Column = lines == 0 ? start.Column + at : at - before.LastIndexOf('\n') };
    }

    /// <summary>Where each visible character of the value begins in the source.</summary>
    private static List<int> VisibleIn(string source)
    {
        char style = source[0];
        bool quoted = style is '"' or '\'';
        int at =
            quoted ? 1
            : style is '|' or '>' ? source.IndexOf('\n', StringComparison.Ordinal) + 1
            : 0;
        var places = new List<int>();
        for (int end = source.Length - (quoted ? 1 : 0); at < end; )
        {
            (int length, int letters) =
                style == '"' && source[at] == '\\' ? Escape(source, at)
                : style == '\'' && source[at] == '\'' ? (2, 1)
                : (1, char.IsWhiteSpace(source[at]) ? 0 : 1);
            for (int i = 0; i < letters; i++)
            {
                places.Add(at);
            }

            at += length;
        }

        return places;
    }

    /// <summary>Length of an escape, and how many visible UTF-16 units it stands for.</summary>
    private static (int Length, int Letters) Escape(string source, int at) =>
        (at + 1 < source.Length ? source[at + 1] : ' ') switch
        {
            'x' => (4, 1),
            'u' => (6, 1),
            'U' => (10, at + 6 <= source.Length && source.AsSpan(at + 2, 4) is "0000" ? 1 : 2),
            '"' or '\\' or '/' => (2, 1),
            '0' or 'a' or 'b' or 'e' => (2, 1), // control characters, which are no white space
            _ => (2, 0),
        };
}
