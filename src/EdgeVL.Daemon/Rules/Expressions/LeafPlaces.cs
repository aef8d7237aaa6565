using System.Text.RegularExpressions;

namespace EdgeVL.Daemon.Rules.Expressions;

/// <summary>Where the names and constants of an expression stand, from left to right, which is the order in which its tree holds them.</summary>
/// <remarks>The parser's tree has no places of its own.</remarks>
internal sealed partial class LeafPlaces
{
    private readonly string text;
    private readonly Queue<int> starts;

    public LeafPlaces(string text)
    {
        this.text = text;
        starts = new(Leaf().Matches(text).Where(static match => !Operator().IsMatch(match.Value)).Select(static match => match.Index));
    }

    /// <summary>Goes on to the next one.</summary>
    public (int Line, int Column) Next() => starts.TryDequeue(out int start) ? PlaceOf(start) : (1, 1);

    private (int Line, int Column) PlaceOf(int index)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, index);
        return (before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }

    [GeneratedRegex(
        """
            '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | \#[^\#]*\# | \[[^\]]*\] | \{[^}]*\}
            | 0[xXbBoO][0-9A-Fa-f]+ | (?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)? | [A-Za-z_][A-Za-z0-9_]*
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Leaf();

    [GeneratedRegex(@"\A(?:and|or|not|in|like)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Operator();
}
