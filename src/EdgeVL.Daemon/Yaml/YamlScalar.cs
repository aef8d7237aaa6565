using System.Text.RegularExpressions;

namespace EdgeVL.Daemon.Yaml;

/// <summary>What a scalar is: quotes always make a text.</summary>
internal enum ScalarKind
{
    /// <summary>Anything quoted, and every plain word that is none of the others: <c>no</c>, <c>~</c> and <c>0042</c> are texts.</summary>
    Text,

    /// <summary>A plain number as JSON writes one.</summary>
    Number,

    /// <summary>Plain <c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>Plain <c>null</c>, or nothing at all after the colon.</summary>
    Null,
}

/// <summary>A single value.</summary>
internal sealed partial class YamlScalar(TextPlace place, string text, bool plain, string source = "") : YamlNode(place)
{
    private const int LongestShown = 60;

    /// <summary>The value as written, without quotes.</summary>
    public string Text { get; } = text;

    /// <summary>What it is.</summary>
    public ScalarKind Kind { get; } = plain ? KindOf(text) : ScalarKind.Text;

    /// <inheritdoc/>
    public override string Described =>
        Kind switch
        {
            ScalarKind.Number => $"the number {Text}",
            ScalarKind.Boolean => Text,
            ScalarKind.Null => "empty",
            _ => $"the text '{Shown}'",
        };

    /// <summary>The value, cut to what fits a line.</summary>
    public string Shown => Text.Length <= LongestShown ? Text : string.Concat(Text.AsSpan(0, LongestShown), "…");

    /// <summary>Where a character of the value stands in the file.</summary>
    /// <param name="offset">UTF-16 units in front of it, 0 to the value's length.</param>
    public TextPlace PlaceOf(int offset) => ScalarPlaces.Of(Place, source, Text, offset);

    /// <summary>Where a character of the value stands in the file; line and column count from 1 within the value.</summary>
    public TextPlace PlaceOf(int line, int column)
    {
        int start = 0;
        for (int i = 1; i < line; i++)
        {
            start = Text.IndexOf('\n', start) + 1;
        }

        return PlaceOf(Math.Clamp(start + column - 1, 0, Text.Length));
    }

    // YAML 1.1 would turn `no`, `on` and `1:30` into something else; a factory writes part numbers like that.
    private static ScalarKind KindOf(string text) =>
        text switch
        {
            "" or "null" => ScalarKind.Null,
            "true" or "false" => ScalarKind.Boolean,
            _ when JsonNumber().IsMatch(text) => ScalarKind.Number,
            _ => ScalarKind.Text,
        };

    [GeneratedRegex(@"\A-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
